"""Every address of the pages."""

from django.urls import path

from hongmao.web import account
from hongmao.web.api.health import healthz
from hongmao.web.api.media import media
from hongmao.web.api.postback import postback
from hongmao.web.api.shopify import shopify
from hongmao.web.console import brand, creator, operator, terms
from hongmao.web.feed import feed, note

urlpatterns = [
    path("", feed.feed, name="feed"),
    path("n/<int:pk>", note.note, name="note"),
    path("login", account.login, name="login"),
    path("logout", account.logout, name="logout"),
    path("language", account.language, name="set_language"),
    path("home", account.home, name="home"),
    path("creator", creator.earned, name="creator"),
    path("creator/placements/<int:pk>/agree", creator.agree, name="agree"),
    path("creator/placements/<int:pk>/decline", creator.decline, name="decline"),
    path("brand", brand.chain, name="brand"),
    path("brand/placements", brand.placements, name="placements"),
    path("operator", operator.queue, name="operator"),
    path("operator/admissions/<int:pk>/admit", operator.admit, name="admit"),
    path("operator/admissions/<int:pk>/refuse", operator.refuse_brand, name="refuse_admission"),
    path("operator/placements/<int:pk>/approve", operator.approve, name="approve"),
    path("operator/placements/<int:pk>/refuse", operator.refuse_placement, name="refuse"),
    path("operator/placements/<int:pk>/pause", operator.pause, name="pause"),
    path("operator/placements/<int:pk>/resume", operator.resume, name="resume"),
    path("operator/placements/<int:pk>/end", operator.end, name="end"),
    path("campaigns", terms.campaign_list, name="campaigns"),
    path("campaigns/<int:pk>/terms", terms.terms, name="terms"),
    path("campaigns/<int:pk>/terms/add", terms.add_terms, name="add_terms"),
    path(
        "campaigns/<int:pk>/terms/<int:version>/withdraw",
        terms.withdraw_terms,
        name="withdraw_terms",
    ),
    path("hooks/shopify/<slug:name>", shopify, name="shopify"),
    path("postback/<str:token>", postback, name="postback"),
    path("healthz", healthz, name="healthz"),
    path("media/<path:file>", media, name="media"),
]

handler400 = "hongmao.web.failures.bad_request"
handler403 = "hongmao.web.failures.forbidden"
handler404 = "hongmao.web.failures.not_found"
handler500 = "hongmao.web.failures.broken"
