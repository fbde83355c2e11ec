"""What a password may not be, apart from what Django refuses: the name of the person who signs in with it."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext

from amana.trust.queries import User


class NotLikeTheName(password_validation.UserAttributeSimilarityValidator):
    """Refuses a password that is much like the person's name or the name to sign in with."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name"))

    def get_error_message(self) -> str:
        """Returns the sentence without the name of a column."""
        return gettext("This password is much like the person’s name or the name to sign in with. Choose other words.")


def check_password_of(password: str, *, username: str, name: str) -> None:
    """Checks the password of somebody who has no account yet. Raises ValidationError."""
    password_validation.validate_password(password, User(username=username, name=name))
