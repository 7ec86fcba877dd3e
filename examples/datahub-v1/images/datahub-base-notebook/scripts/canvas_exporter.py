"""Writes nbgrader's grades as the CSV that Canvas takes: one row a student, one column an assignment."""

import csv

from nbgrader.api import MissingEntry
from nbgrader.plugins.base import BasePlugin
from traitlets import Unicode


class ExportPlugin(BasePlugin):
    to = Unicode("", help="the file to write").tag(config=True)

    def export(self, gradebook):
        raise NotImplementedError


class CsvExportPlugin(ExportPlugin):
    def export(self, gradebook):
        assignments = gradebook.assignments
        with open(self.to or "grades.csv", "w", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(["Student", "ID"] + [assignment.name for assignment in assignments])
            sheet.writerow(["Points Possible", ""] + [assignment.max_score for assignment in assignments])
            for student in gradebook.students:
                name = ", ".join(part for part in (student.last_name, student.first_name) if part)
                scores = [self.score(gradebook, assignment.name, student.id) for assignment in assignments]
                sheet.writerow([name, student.id] + scores)

    @staticmethod
    def score(gradebook, assignment, student):
        try:
            return gradebook.find_submission(assignment, student).score
        except MissingEntry:
            return ""
