"""Every address of the pages."""

from django.urls import path

from hongmao.web.account.addresses import urlpatterns as account_addresses
from hongmao.web.api.health import healthz
from hongmao.web.api.media import media
from hongmao.web.api.postback import postback
from hongmao.web.api.shopify import shopify
from hongmao.web.api.taobao import ud
from hongmao.web.app import views as app
from hongmao.web.console import (
    brand,
    claims,
    creator,
    operator,
    origins,
    payee,
    payouts,
    prepaid,
    settlement,
    statements,
    terms,
)
from hongmao.web.feed import feed, note

urlpatterns = [
    path("", feed.feed, name="feed"),
    path("n/<int:pk>", note.note, name="note"),
    *account_addresses,
    path("creator", creator.earned, name="creator"),
    path("creator/placements/<int:pk>/agree", creator.agree, name="agree"),
    path("creator/placements/<int:pk>/decline", creator.decline, name="decline"),
    path("creator/payouts", payee.payouts, name="my_payouts"),
    path("creator/claims", claims.claims, name="claims"),
    path("brand", brand.chain, name="brand"),
    path("brand/placements", brand.placements, name="placements"),
    path("brand/prepaid", prepaid.own, name="my_prepaid"),
    path("invoices/<int:pk>", prepaid.invoice, name="invoice"),
    path("operator", operator.queue, name="operator"),
    path("operator/admissions/<int:pk>/admit", operator.admit, name="admit"),
    path("operator/admissions/<int:pk>/refuse", operator.refuse_brand, name="refuse_admission"),
    path("operator/placements/<int:pk>/approve", operator.approve, name="approve"),
    path("operator/placements/<int:pk>/refuse", operator.refuse_placement, name="refuse"),
    path("operator/placements/<int:pk>/pause", operator.pause, name="pause"),
    path("operator/placements/<int:pk>/resume", operator.resume, name="resume"),
    path("operator/placements/<int:pk>/end", operator.end, name="end"),
    path("operator/payouts", payouts.payouts, name="payouts"),
    path("operator/payouts/draft", payouts.draft, name="draft_batch"),
    path("operator/payouts/results", payouts.results, name="payout_results"),
    path("operator/payouts/<int:pk>", payouts.batch, name="batch"),
    path("operator/payouts/<int:pk>/release", payouts.release, name="release_batch"),
    path("operator/payouts/<int:pk>/cancel", payouts.cancel, name="cancel_batch"),
    path("operator/payouts/<int:pk>/files/<slug:name>", payouts.file, name="batch_file"),
    path("operator/prepaid", prepaid.prepaid, name="prepaid"),
    path("operator/prepaid/record", prepaid.record, name="record_deposit"),
    path("operator/prepaid/invoice", prepaid.issue, name="issue_invoice"),
    path("operator/prepaid/<int:pk>/invoice", prepaid.issue_deposit, name="invoice_deposit"),
    path("operator/settlement", settlement.settlement, name="settlement"),
    path("operator/reconciliations/<int:pk>", settlement.reconciliation, name="reconciliation"),
    path("operator/differences/<int:pk>/book", settlement.book, name="book_difference"),
    path("statements", statements.statements, name="statements"),
    path("statements/<int:pk>", statements.statement, name="statement"),
    path("statements/<int:pk>/table", statements.statement_table, name="statement_table"),
    path("lines/<int:pk>", statements.line, name="line"),
    path("commissions/<int:pk>", origins.commission, name="commission"),
    path("commissions/<int:pk>/order", origins.order, name="order"),
    path("matches/<int:pk>", origins.match, name="match"),
    path("matches/<int:pk>/click", origins.click, name="click"),
    path("operator/claims", claims.claim_queue, name="claim_queue"),
    path("operator/claims/<int:pk>", claims.claim, name="claim"),
    path("operator/claims/<int:pk>/gather", claims.gather_claim, name="gather_claim"),
    path("operator/claims/<int:pk>/order", claims.name_claim_order, name="name_claim_order"),
    path("operator/claims/<int:pk>/grant", claims.grant_claim, name="grant_claim"),
    path(
        "operator/claims/<int:pk>/goodwill",
        claims.grant_claim_goodwill,
        name="grant_claim_goodwill",
    ),
    path("operator/claims/<int:pk>/refuse", claims.refuse_claim, name="refuse_claim"),
    path("campaigns", terms.campaign_list, name="campaigns"),
    path("campaigns/<int:pk>/terms", terms.terms, name="terms"),
    path("campaigns/<int:pk>/terms/add", terms.add_terms, name="add_terms"),
    path(
        "campaigns/<int:pk>/terms/<int:version>/withdraw",
        terms.withdraw_terms,
        name="withdraw_terms",
    ),
    path("hooks/shopify/<slug:name>", shopify, name="shopify"),
    path("hooks/taobao/ud", ud, name="taobao_ud"),
    path("postback/<str:token>", postback, name="postback"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.worker, name="service_worker"),
    path("offline", app.offline, name="offline"),
    path("healthz", healthz, name="healthz"),
    path("media/<path:file>", media, name="media"),
]

handler400 = "hongmao.web.failures.bad_request"
handler403 = "hongmao.web.failures.forbidden"
handler404 = "hongmao.web.failures.not_found"
handler429 = "hongmao.web.failures.too_many"
handler500 = "hongmao.web.failures.broken"
