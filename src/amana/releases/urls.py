"""Addresses of releases at the desk."""

from django.urls import path

from amana.releases import views as releases
from amana.releases import views_programmes as programmes

app_name = "releases"
urlpatterns = [
    path("releases/", releases.list_releases, name="releases"),
    path("releases/new/", releases.new, name="new_release"),
    path("releases/programmes/new/", programmes.new_programme, name="new_programme"),
    path("releases/programmes/<uuid:id>/", programmes.programme, name="programme"),
    path("releases/caps/<uuid:id>/agree/", programmes.agree_to_cap, name="agree_to_cap"),
    path("releases/<uuid:id>/", releases.one, name="release"),
    path("releases/<uuid:id>/kind/", releases.kind, name="release_kind"),
    path("releases/<uuid:id>/columns/", releases.columns, name="release_columns"),
    path("releases/<uuid:id>/cost/", releases.cost, name="release_cost"),
    path("releases/<uuid:id>/preview/", releases.want_preview, name="release_preview"),
    path("releases/<uuid:id>/hand-in/", releases.hand_in, name="hand_in"),
    path("releases/<uuid:id>/take-back/", releases.take_back, name="take_back"),
    path("releases/<uuid:id>/agree/", releases.agree, name="agree_to_release"),
    path("releases/<uuid:id>/send-back/", releases.send_back, name="send_back"),
    path("releases/<uuid:id>/publish/", releases.publish, name="publish"),
    path("releases/<uuid:id>/give-up/", releases.give_up, name="give_up"),
    path("releases/<uuid:id>/withdraw/", releases.withdraw, name="withdraw"),
]
