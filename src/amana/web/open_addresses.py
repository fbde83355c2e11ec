"""The addresses of the desk for which nobody has to sign in."""

# Addresses of the desk that are open to everybody; every other address answers a stranger with the same redirect.
OPEN = (
    "/sign-in/",
    "/sign-in/second/",
    "/sign-in/forgotten/",
    "/demo-sign-in/",
    "/language/",
    "/set-up/",
    "/health/",
    "/cover/",
    "/guide/sign-in/",
    "/guide/second-factor/",
    "/trust/witness/add-checkpoint",  # requested by the servers of other instances
)
