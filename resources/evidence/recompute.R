# Recomputes the estimates of this evidence file from its decisions, with the package survey.
#   Rscript recompute.R        (in the folder where the file was unpacked)
# It ends with status 1 where a rate differs from the stated one by more than 1e-9.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 10, width = 120)

table_of <- function(name) {
  read.csv(name, fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE, na.strings = "")
}
all_drawn <- table_of("decisions.csv")
strata <- table_of("strata.csv")
stated <- table_of("estimates.csv")
facts <- table_of("facts.csv")
fact <- function(name) facts$value[facts$fact == name]

flags <- c("counted", "labels_match", "vendor_violating", "final_violating", "critical", "charged")
all_drawn[flags] <- lapply(all_drawn[flags], as.logical)
d <- all_drawn[all_drawn$counted, ]
right <- d$outcome == "correct"
error <- !right
vendor <- d$vendor_violating
final <- d$final_violating
everything <- rep(TRUE, nrow(d))

# measure = (what is counted, out of which decisions, how much each weighs beside its draw)
measures <- list(
  accuracy = list(right, everything),
  label_accuracy = list(d$labels_match, everything),
  over_enforcement = list(d$outcome == "over_enforced", everything),
  under_enforcement = list(d$outcome == "under_enforced", everything),
  wrong_policy = list(d$outcome == "wrong_policy", everything),
  wrong_action = list(d$outcome == "wrong_action", everything),
  wrong_escalation = list(d$outcome == "wrong_escalation", everything),
  false_positive_rate = list(vendor & !final, !final),
  false_negative_rate = list(!vendor & final, final),
  precision = list(vendor & final, vendor),
  recall = list(vendor & final, final),
  severity_weighted_accuracy = list(1 - d$penalty, d$severity_weight > 0, d$severity_weight),
  critical_errors = list(d$critical, everything),
  charged_accuracy = list(!(error & d$charged), everything)
)

# Decisions of others in the same strata belong to the sample, too: they stand as rows outside.
# With equal weights one stratum is as good as many.
equal <- fact("equal_weights") == "true"
if (equal) {
  d$stratum <- 0
  sizes <- data.frame(stratum = 0, population = sum(strata$population), counted = sum(strata$counted))
} else {
  sizes <- strata
}
outside <- do.call(rbind, lapply(seq_len(nrow(sizes)), function(h) {
  missing <- sizes$counted[h] - sum(d$stratum == sizes$stratum[h])
  if (missing < 1) NULL else data.frame(stratum = rep(sizes$stratum[h], missing), weight = 1)
}))
rows <- rbind(data.frame(stratum = d$stratum, weight = d$weight), outside)
rows$population <- sizes$population[match(rows$stratum, sizes$stratum)]
inside <- seq_len(nrow(d))
batch <- fact("estimand") == "batch"

ratio <- function(hit, domain, scale = rep(1, nrow(d))) {
  rows$above <- rows$below <- 0
  rows$below[inside] <- ifelse(domain, scale, 0)
  rows$above[inside] <- ifelse(domain, hit * scale, 0)
  if (sum(rows$below) == 0) return(c(NA, NA))
  design <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = rows,
                      fpc = if (batch) ~population else NULL)
  found <- svyratio(~above, ~below, design)
  c(coef(found), SE(found))
}

found <- t(sapply(measures, function(m) do.call(ratio, m)))
at <- match(rownames(found), stated$measure)
shown <- data.frame(
  value = found[, 1], stated = stated$value[at],
  se = found[, 2], stated_se = stated$se[at], n = stated$n[at]
)
print(shown)
if (fact("shared_items") == "true") {
  cat("Stated standard errors are wider where decisions share an item.\n")
}

# The interval of accuracy, from its effective size (see the method beside it).
a <- stated[stated$measure == "accuracy", ]
if (!is.na(a$value) && !is.na(a$n_eff)) {
  tail <- (1 - a$confidence) / 2
  x <- a$value * a$n_eff
  z <- qnorm(1 - tail)
  ends <- switch(sub(";.*", "", a$method),
    "Wilson" = (x + z^2 / 2 + c(-1, 1) * z * sqrt(x * (1 - a$value) + z^2 / 4)) / (a$n_eff + z^2),
    "Clopper-Pearson" = ,
    "Korn-Graubard" = c(qbeta(tail, x, a$n_eff - x + 1), qbeta(1 - tail, x + 1, a$n_eff - x)),
    NULL
  )
  if (!is.null(ends)) {
    cat(sprintf("accuracy: %.6f to %.6f, stated %.6f to %.6f\n", ends[1], ends[2], a$low, a$high))
  }
}

wrong <- abs(shown$value - shown$stated)
worst <- max(c(0, wrong), na.rm = TRUE)
same <- all(is.na(shown$value) == is.na(shown$stated)) && worst < 1e-9
cat(sprintf("Largest difference of a rate: %.2g. %s\n", worst,
            if (same) "All rates are as stated." else "NOT as stated."))
quit(status = if (same) 0 else 1)
