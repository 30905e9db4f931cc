"""Every address of the product."""

from django.urls import include, path

from antiphon.api.urls import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("antiphon.web.urls")),
]

handler400 = "antiphon.web.pages.errors.bad_request"
