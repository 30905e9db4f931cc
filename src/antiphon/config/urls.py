"""Every address of the product."""

from django.urls import include, path
from django.views.generic import TemplateView

from antiphon.api.urls import api

urlpatterns = [
    path("api/v1/", api.urls),
    # No mail is sent, so a forgotten password is set anew by a link that `antiphon password` prints.
    path("accounts/password/reset/", TemplateView.as_view(template_name="account/password_reset.html")),
    path("accounts/", include("allauth.urls")),
    path("", include("antiphon.web.urls")),
]

handler400 = "antiphon.web.pages.errors.bad_request"
