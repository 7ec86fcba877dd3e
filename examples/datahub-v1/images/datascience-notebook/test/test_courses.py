"""A first lecture's worth of work: a table, a column, a plot."""

import unittest

import matplotlib

matplotlib.use("Agg")

from datascience import Table


class FirstLecture(unittest.TestCase):
    def setUp(self):
        self.table = Table().with_columns("city", ["La Jolla", "Davis"], "rain", [26, 50])

    def test_sorts(self):
        self.assertEqual(self.table.sort("rain", descending=True).column("city").item(0), "Davis")

    def test_plots(self):
        self.table.barh("city", "rain")


if __name__ == "__main__":
    unittest.main()
