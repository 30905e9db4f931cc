"""A marketing-mix model, fitted with PyMC-Marketing; what comes of it is plain numbers.

It runs in a process and an environment of its own (`requirements/mix.txt`), where nothing else of the product is
installed: it imports none of it but rules without Django, and the product never imports it.
"""

import json
import math
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from statistics import pvariance
from typing import Any

from antiphon.experiments.rules.mixing.soundness import Diagnostics

#: Of how many weeks the past of a spend works on; in how many waves a year goes up and down.
CARRIES_ON, WAVES = 8, 2
CHAINS, POINTS = 4, 21
LEVEL = 0.90
#: How often it is tried, each time with more draws and smaller steps, until the chains agree.
TRIES = ({"tune": 1000, "draws": 3000, "target_accept": 0.95}, {"tune": 2500, "draws": 6000, "target_accept": 0.99})
#: Every so many seconds it says that it lives, and so often at most: what hangs for an hour is ended.
_SIGN_OF_LIFE, _MOST_SIGNS = 20.0, 180
_PARAMETERS = [
    "saturation_beta", "saturation_lam", "adstock_alpha", "intercept_contribution", "gamma_control", "gamma_fourier",
    "y_sigma",
]  # fmt: skip

type Weekly = Mapping[str, Sequence[float]]


def fit(
    weeks: Sequence[str], sales: Sequence[float], spend: Weekly, controls: Weekly, seed: int, cores: int
) -> dict[str, Any]:
    """Return what each spend brought with its interval of 90 %, how it saturates, and how well the chains agree.

    Sales are a base with a trend and a year, plus the controls, plus for each spend a share of it that carries on
    over eight weeks (geometric adstock) and saturates (logistic). Priors are those of the library, but for how much
    carries on: its own takes short for likelier than long, ours takes no side. Seeded.
    """
    with tempfile.TemporaryDirectory() as folder, _voice() as say:
        _settle_in(folder)
        for number, how in enumerate(TRIES):
            say(0.1 + 0.4 * number)
            model, posterior, diagnostics = _fitted(
                weeks, sales, spend, controls, {**how, "seed": seed, "cores": cores}
            )
            if not diagnostics.doubts:
                break
        say(0.95)
        told = _told(model, posterior, weeks, sales, spend)
    return {**told, "diagnostics": asdict(diagnostics), "level": LEVEL, "versions": _versions()}


def _settle_in(folder: str) -> None:
    """Keep what the libraries compile in a folder that is thrown away: a service may have no home."""
    os.environ |= {"PYTENSOR_FLAGS": f"base_compiledir={folder}", "NUMBA_CACHE_DIR": folder, "MPLCONFIGDIR": folder}


@contextmanager
def _voice() -> Iterator[Any]:
    """Yield a function that tells how far it is, and again every 20 seconds; what libraries print goes nowhere."""
    sys.stdout.flush()
    ours = os.dup(1)
    os.dup2(2, 1)
    done, ended, lock = [0.0], threading.Event(), threading.Lock()

    def say(share: float) -> None:
        done[0] = share
        with lock:
            os.write(ours, (json.dumps({"done": share}) + "\n").encode())

    def live() -> None:
        for _ in range(_MOST_SIGNS):
            if ended.wait(_SIGN_OF_LIFE):
                return
            say(done[0])

    threading.Thread(target=live, daemon=True).start()
    try:
        yield say
    finally:
        ended.set()
        with lock:
            os.dup2(ours, 1)


def _fitted(
    weeks: Sequence[str], sales: Sequence[float], spend: Weekly, controls: Weekly, how: Mapping[str, Any]
) -> tuple[Any, Any, Diagnostics]:
    import pandas as pd
    from pymc_extras.prior import Prior
    from pymc_marketing.mmm import MMM, GeometricAdstock, LogisticSaturation

    moved = {"trend": range(len(weeks)), **{f"control{n}": values for n, values in enumerate(controls.values())}}
    paid = {f"spend{n}": values for n, values in enumerate(spend.values())}
    frame = pd.DataFrame({"week": pd.to_datetime(list(weeks)), **paid, **{k: _standard(v) for k, v in moved.items()}})
    model = MMM(
        date_column="week", channel_columns=list(paid), control_columns=list(moved), yearly_seasonality=WAVES,
        adstock=GeometricAdstock(l_max=CARRIES_ON, priors={"alpha": Prior("Beta", alpha=2, beta=2, dims="channel")}),
        saturation=LogisticSaturation(),
    )  # fmt: skip
    drawn = model.fit(
        frame, pd.Series(list(sales), name="y"), progressbar=False, random_seed=how["seed"], nuts_sampler="nutpie",
        chains=CHAINS, cores=how["cores"], tune=how["tune"], draws=how["draws"], target_accept=how["target_accept"],
    )  # fmt: skip
    return model, drawn["posterior"].to_dataset(), _diagnosed(drawn)


def _standard(values: Sequence[float]) -> Any:
    import numpy as np

    found = np.asarray(values, dtype=float)
    return (found - found.mean()) / found.std()


def _diagnosed(drawn: Any) -> Diagnostics:
    import arviz as az

    table = az.summary(drawn, var_names=_PARAMETERS, kind="diagnostics", round_to="none")
    diverging = drawn["sample_stats"]["diverging"]
    ess = min(float(table["ess_bulk"].astype(float).min()), float(table["ess_tail"].astype(float).min()))
    return Diagnostics(float(table["r_hat"].astype(float).max()), ess, int(diverging.sum()), int(diverging.size))


def _told(model: Any, posterior: Any, weeks: Sequence[str], sales: Sequence[float], spend: Weekly) -> dict[str, Any]:
    scales, draws = model.get_scales_as_xarray(), posterior.stack(sample=("chain", "draw"))
    scale = float(scales["target_scale"])
    totals = draws["channel_contribution"].sum("date").transpose("sample", "channel").to_numpy() * scale
    fitted = draws["mu"].transpose("sample", "date").to_numpy() * scale
    channels, curves = {}, {}
    for n, (name, values) in enumerate(spend.items()):
        channels[name] = _of_channel(totals[:, n], math.fsum(values), math.fsum(sales))
        curves[name] = _curve(draws.isel(channel=n), float(scales["channel_scale"][n]), scale, values)
    bands = [_interval(week) for week in fitted.T]
    return {
        "channels": channels,
        "base": _interval(fitted.sum(axis=1) - totals.sum(axis=1)),
        "curves": curves,
        "weeks": [[week, float(was), *band] for week, was, band in zip(weeks, sales, bands, strict=True)],
        "r2": 1 - pvariance([was - band[0] for was, band in zip(sales, bands, strict=True)]) / pvariance(sales),
    }


def _of_channel(total: Any, spent: float, sold: float) -> dict[str, Any]:
    return {
        "spent": spent,
        "brought": _interval(total),
        "share": _interval(total / sold),
        "each": _interval(total / spent),
    }


def _curve(draws: Any, most: float, scale: float, values: Sequence[float]) -> dict[str, Any]:
    """Return what a week brings in the long run at a spend that is the same each week, and what one more would."""
    import numpy as np

    beta, lam = draws["saturation_beta"].to_numpy() * scale, draws["saturation_lam"].to_numpy()
    usual = float(np.mean([one for one in values if one > 0]))
    fade = np.exp(-lam * usual / most)
    more = beta * 2 * lam * fade / (1 + fade) ** 2 / most
    spots = np.linspace(0, most, POINTS)
    return {
        "usual": usual,
        "more": _interval(more),
        "points": [[float(spot), *_interval(beta * np.tanh(lam * spot / most / 2))] for spot in spots],
    }


def _interval(values: Any) -> list[float]:
    """Return the middle, and where nine of ten draws lie."""
    import numpy as np

    low, middle, high = np.quantile(values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return [float(middle), float(low), float(high)]


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("pymc-marketing", "pymc", "nutpie")}
