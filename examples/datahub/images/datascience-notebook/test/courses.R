# The packages of the statistics and geography courses load, and do a little work.
for (package in c("tidyverse", "randomForest", "rmarkdown", "sf", "DT", "markdown")) {
    suppressPackageStartupMessages(library(package, character.only = TRUE))
}

# Four points on the line y = 2x + 1.
points <- data.frame(x = 1:4, y = c(3, 5, 7, 9))
fit <- coef(lm(y ~ x, data = points))
stopifnot(isTRUE(all.equal(unname(fit), c(1, 2))))

# A square of side 2 has an area of 4.
square <- st_polygon(list(rbind(c(0, 0), c(2, 0), c(2, 2), c(0, 2), c(0, 0))))
stopifnot(st_area(square) == 4)
