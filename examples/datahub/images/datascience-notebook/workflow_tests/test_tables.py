"""Tables and statistics give known results on the machine that courses use."""

import numpy as np
import pandas as pd
import statsmodels.api as sm


def test_groups():
    table = pd.DataFrame({"section": ["A", "B", "A"], "score": [7, 9, 8]})
    assert table.groupby("section").score.mean().to_dict() == {"A": 7.5, "B": 9.0}


def test_joins_keep_what_both_have():
    left = pd.DataFrame({"id": [1, 2], "name": ["Ada", "Alan"]})
    right = pd.DataFrame({"id": [2, 3], "grade": ["A", "B"]})
    assert list(left.merge(right, on="id").name) == ["Alan"]


def test_a_line_is_found():
    x = np.arange(20.0)
    fit = sm.OLS(3 * x - 2, sm.add_constant(x)).fit()
    np.testing.assert_allclose(fit.params, [-2, 3], atol=1e-8)
