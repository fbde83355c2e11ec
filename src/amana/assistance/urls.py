"""Addresses of help: by opaque id. No address contains the code of a service, because it would say what was needed."""

from django.urls import path

from amana.assistance import views

app_name = "assistance"
urlpatterns = [
    path("", views.home, name="home"),
    path("stock/", views.stock, name="stock"),
    path("stock/receive/", views.receive, name="receive"),
    path("stock/slip/<uuid:id>/", views.slip, name="slip"),
    path("stock/<uuid:id>/", views.batch, name="batch"),
    path("stock/<uuid:id>/count/", views.count, name="count"),
    path("money/", views.money, name="money"),
    path("money/in/", views.money_in, name="money_in"),
    path("case/<uuid:id>/record/", views.record, name="record"),
    path("case/<uuid:id>/give/", views.give, name="give"),
    path("case/<uuid:id>/plan/", views.plan, name="plan"),
    path("case/<uuid:id>/plan/<uuid:goal>/close/", views.close_goal, name="close_goal"),
    path("case/<uuid:id>/plan/<uuid:goal>/words/", views.goal_words, name="goal_words"),
    path("referral/<uuid:id>/", views.for_referral, name="for_referral"),
    path("<uuid:id>/", views.one, name="one"),
    path("<uuid:id>/words/", views.words, name="words"),
    path("<uuid:id>/begin/", views.begin, name="begin"),
    path("<uuid:id>/finish/", views.finish, name="finish"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/take-back/", views.take_back, name="take_back"),
    path("<uuid:id>/looked/", views.record_follow_up, name="looked"),
    path("<uuid:id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:id>/pay/", views.pay, name="pay"),
]
