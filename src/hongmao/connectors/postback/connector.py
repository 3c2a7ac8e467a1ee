"""Networks that answer by postback, as a `Connector`: links by their templates."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from hongmao.connectors.postback.config import CLICK_MACRO, ITEM_MACRO, Network
from hongmao.connectors.quiet import Quiet
from hongmao.core.connector import (
    Capabilities,
    Identifier,
    MadeLink,
    MendRequest,
    ProductRef,
)


class PostbackConnector(Quiet):
    """The networks of the settings; follows `core.connector.Connector`: all is told by postback.

    An item's id is `network:offer`, a store's is `network`.
    """

    name = "postback"
    capabilities = Capabilities(
        returns=frozenset({Identifier.CLICK_ID}),
        leases_are_scarce=False,
        window_ms=3_600_000,
        promotion_window_ms=3_600_000,
        horizon_ms=90 * 86_400_000,
        page_size=1,
        calls_a_second=1.0,
        currency="USD",
    )

    def __init__(self, networks: Mapping[str, Network]) -> None:
        self._networks = networks

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """The network's link for an offer, without its click id; asks nobody.

        The parameter whose value is `{click_id}` becomes `click_parameter`. Raises `MendRequest`.
        """
        name, _, item = (ref.item_id or ref.store_id).partition(":")
        network = self._networks.get(name)
        if network is None:
            raise MendRequest("network", f"HONGMAO_POSTBACKS lists no network {name!r}.")
        parts = urlsplit(network.link.replace(ITEM_MACRO, quote(item, safe="")))
        query = parse_qsl(parts.query, keep_blank_values=True)
        carriers = [key for key, value in query if value == CLICK_MACRO]
        if parts.scheme not in ("http", "https") or len(carriers) != 1:
            raise MendRequest(
                "link", f"The link of {name} has no query parameter that is {CLICK_MACRO}."
            )
        rest = urlencode([(key, value) for key, value in query if key != carriers[0]])
        return MadeLink(urlunsplit(parts._replace(query=rest)), lease, click_parameter=carriers[0])
