"""The Flask application: gateways, admin API and pages over one state folder."""

from pathlib import Path

import msgspec
from flask import Flask

from hongmao.sandbox.admin import Admin
from hongmao.sandbox.gateway import Gateway
from hongmao.sandbox.jd import Jd
from hongmao.sandbox.links import Links
from hongmao.sandbox.networks import Networks
from hongmao.sandbox.outbox import Outbox
from hongmao.sandbox.pages import Pages
from hongmao.sandbox.pdd import Pdd
from hongmao.sandbox.postback import PostbackNetwork
from hongmao.sandbox.shop import Catalogue, Shop
from hongmao.sandbox.shopify import ShopifyShop
from hongmao.sandbox.state import State
from hongmao.sandbox.troubles import trouble
from hongmao.sandbox.ud_postback import UdPostback


def make_app(app_key: str, app_secret: str, folder: Path, catalogue: Path | None = None) -> Flask:
    """An application for one app's keys, the same at every gateway; its state lies in `folder`.

    The folder is made if need be. `catalogue` is a JSON file of stores and products to put on
    sale. Raises `OSError` or `msgspec.MsgspecError` where it cannot be read.
    """
    shop = Shop(State(folder))
    if catalogue:
        shop.load(msgspec.json.decode(catalogue.read_bytes(), type=Catalogue))
    links, networks = Links(shop.state), Networks(shop.state)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 16 << 20
    gateway = Gateway(shop, links, app_key, app_secret)
    app.register_blueprint(gateway.blueprint())
    app.register_blueprint(Admin(shop, gateway, app_key, app_secret).blueprint())
    trouble(app, shop.state, gateway.faults)
    for network in (Jd, Pdd):
        served = network(shop, networks, gateway.faults, app_key, app_secret)
        app.register_blueprint(served.blueprint())
    app.register_blueprint(Pages(shop, links, networks).blueprint())
    outbox = Outbox(shop.state)
    app.register_blueprint(ShopifyShop(shop.state, outbox).blueprint(app_secret))
    app.register_blueprint(PostbackNetwork(outbox).blueprint(app_secret))
    app.register_blueprint(UdPostback(shop.state, outbox, app_key, app_secret).blueprint())
    return app
