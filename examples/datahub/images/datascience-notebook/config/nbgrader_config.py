"""One course folder and one exchange a course; the hub says which course this is."""

import os

c = get_config()  # noqa: F821

course = os.environ.get("NBGRADER_COURSEID", "NA")
c.CourseDirectory.root = os.path.join("/srv/nbgrader", course)
c.CourseDirectory.course_id = course
c.Exchange.root = "/srv/nbgrader/exchange"

# Assignments that train a model take longer than the stock half minute.
c.ExecutePreprocessor.timeout = 300
