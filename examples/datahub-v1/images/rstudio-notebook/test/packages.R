# The packages of the statistics courses load, and a model fits.
for (package in c("rjson", "session", "tidyverse", "randomForest", "rmarkdown")) {
    library(package, character.only = TRUE)
}

# Four points on the line y = 2x + 1.
points <- data.frame(x = 1:4, y = c(3, 5, 7, 9))
fit <- coef(lm(y ~ x, data = points))
stopifnot(isTRUE(all.equal(unname(fit), c(1, 2))))

stopifnot(identical(fromJSON(toJSON(list(a = 1)))$a, 1))
