"""The addresses that providers call; they carry no language, and no session exists there."""

from django.urls import path

from amana.messages.views import webhook

urlpatterns = [path("<slug:connector>/", webhook.webhook, name="webhook")]
