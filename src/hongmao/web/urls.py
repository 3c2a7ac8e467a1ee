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
    reports,
    settlement,
    shelf,
    statements,
    synonyms,
    terms,
)
from hongmao.web.embed.cards import cards
from hongmao.web.embed.contents import contents
from hongmao.web.embed.oembed import oembed
from hongmao.web.embed.page import embedded_note
from hongmao.web.embed.script import script
from hongmao.web.feed import boards, comments, creators, feed, note, notices
from hongmao.web.feed import reports as reporting
from hongmao.web.search import search
from hongmao.web.write import composer
from hongmao.web.write import notes as own_notes

urlpatterns = [
    path("", feed.feed, name="feed"),
    path("n/<int:pk>", note.note, name="note"),
    path("search", search.search, name="search"),
    path("search/suggestions", search.suggestions, name="search_suggestions"),
    path("n/<int:pk>/like", note.like, name="like"),
    path("n/<int:pk>/collect", note.collect, name="collect"),
    path("n/<int:pk>/why", note.why, name="why"),
    path("n/<int:pk>/comments", comments.comment, name="comment"),
    path("n/<int:pk>/report", reporting.report_note, name="report_note"),
    path("comments/<int:pk>/delete", comments.delete_comment, name="delete_comment"),
    path("comments/<int:pk>/report", reporting.report_comment, name="report_comment"),
    path("following", feed.following, name="following"),
    path("t/<str:topic>", feed.topic, name="topic"),
    path("c/<str:username>", creators.creator, name="creator_page"),
    path("c/<str:username>/follow", creators.follow, name="follow"),
    path("mine", boards.mine, name="mine"),
    path("boards", boards.open_board, name="open_board"),
    path("boards/<int:pk>", boards.board, name="board"),
    path("boards/<int:pk>/change", boards.change_board, name="change_board"),
    path("boards/<int:pk>/close", boards.close_board, name="close_board"),
    path("notices", notices.notices, name="notices"),
    path("n/<int:pk>/edit", own_notes.edit, name="edit_note"),
    path("n/<int:pk>/history", own_notes.history, name="history"),
    path("n/<int:pk>/delete", own_notes.delete, name="delete_note"),
    path("write", composer.write, name="write"),
    path("write/<uuid:key>", composer.compose, name="compose"),
    path("write/<uuid:key>/preview", composer.preview, name="preview"),
    path("write/<uuid:key>/publish", composer.publish, name="publish"),
    path("write/<uuid:key>/discard", composer.discard, name="discard"),
    *account_addresses,
    path("creator", creator.earned, name="creator"),
    path("creator/placements/<int:pk>/agree", creator.agree, name="agree"),
    path("creator/placements/<int:pk>/decline", creator.decline, name="decline"),
    path("payouts", payee.payouts, name="my_payouts"),
    path("creator/claims", claims.claims, name="claims"),
    path("brand", brand.chain, name="brand"),
    path("brand/placements", brand.placements, name="placements"),
    path("brand/placements/<int:pk>/accept", brand.accept, name="accept"),
    path("brand/placements/<int:pk>/refuse", brand.turn_down, name="turn_down"),
    path("brand/products", shelf.products, name="products"),
    path("brand/products/<int:pk>", shelf.product, name="product"),
    path("brand/products/<int:pk>/withdraw", shelf.withdraw, name="withdraw_product"),
    path("brand/apply", shelf.apply, name="apply"),
    path("brand/campaigns", shelf.campaign, name="open_campaign"),
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
    path("operator/payouts/threshold", payouts.threshold, name="set_threshold"),
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
    path("operator/reports", reports.reports, name="reports"),
    path("operator/reports/<int:pk>/dismiss", reports.dismiss_report, name="dismiss_report"),
    path("operator/reports/<int:pk>/remove", reports.uphold_report, name="uphold_report"),
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
    path("operator/synonyms", synonyms.synonyms, name="synonyms"),
    path("operator/synonyms/add", synonyms.add, name="add_synonyms"),
    path("operator/synonyms/<int:pk>/drop", synonyms.drop, name="drop_synonyms"),
    path("campaigns", terms.campaign_list, name="campaigns"),
    path("campaigns/<int:pk>/terms", terms.terms, name="terms"),
    path("campaigns/<int:pk>/terms/add", terms.add_terms, name="add_terms"),
    path(
        "campaigns/<int:pk>/terms/<int:version>/withdraw",
        terms.withdraw_terms,
        name="withdraw_terms",
    ),
    path("embed.js", script, name="embed_js"),
    path("embed/n/<int:pk>", embedded_note, name="embedded_note"),
    path("oembed", oembed, name="oembed"),
    path("api/v1/cards", cards, name="api_cards"),
    path("api/v1/contents", contents, name="api_contents"),
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
