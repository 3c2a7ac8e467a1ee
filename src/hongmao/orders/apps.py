from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "hongmao.orders"
    label = "orders"
