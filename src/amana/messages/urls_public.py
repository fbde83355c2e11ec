"""The addresses that providers call; they carry no language and have no session."""

from django.urls import path

from amana.messages.views import webhook

urlpatterns = [path("<slug:connector>/", webhook.webhook, name="webhook")]
