"""Addresses of the directory and of referrals."""

from django.urls import path

from amana.referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.mine, name="list"),
    path("watch/", views.watch, name="watch"),
    path("directory/", views.directory, name="directory"),
    path("directory/add/", views.add_provider, name="add_provider"),
    path("directory/<uuid:id>/", views.provider, name="provider"),
    path("directory/<uuid:id>/change/", views.change_provider, name="change_provider"),
    path("directory/<uuid:id>/check/", views.check_provider, name="check_provider"),
    path("directory/<uuid:id>/places/", views.say_places, name="places"),
    path("ask/<uuid:procedure>/", views.ask, name="ask"),
    path("<uuid:id>/", views.one, name="one"),
    path("<uuid:id>/draft/", views.draft, name="draft"),
    path("<uuid:id>/prepare/", views.prepare, name="prepare"),
    path("<uuid:id>/agreement/", views.agreement, name="agreement"),
    path("<uuid:id>/send/", views.send, name="send"),
    path("<uuid:id>/package/", views.open_package, name="open_package"),
    path("<uuid:id>/words/", views.open_words, name="open_words"),
    path("<uuid:id>/confirm-receipt/", views.acknowledge, name="acknowledge"),
    path("<uuid:id>/accept/", views.accept, name="accept"),
    path("<uuid:id>/answer/", views.reply, name="reply"),
    path("<uuid:id>/again/", views.again, name="again"),
    path("<uuid:id>/leave/", views.leave, name="leave"),
    path("<uuid:id>/steps/<slug:transition>/", views.step, name="step"),
]
