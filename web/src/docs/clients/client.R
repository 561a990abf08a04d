# Value and derivative of a formula at a point: Rscript client.R "x**2 / log(x)" 2
# GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one. Needs the packages curl and
# jsonlite (r-cran-curl, r-cran-jsonlite).
library(curl)
library(jsonlite)

evaluate <- function(question, url = Sys.getenv("GRADD_URL", "http://127.0.0.1:8080")) {
  body <- toJSON(question, auto_unbox = TRUE, json_verbatim = TRUE)
  handle <- new_handle(timeout = 30, postfields = body)
  handle_setheaders(handle, "Content-Type" = "application/json")
  token <- Sys.getenv("GRADD_TOKEN")
  if (nzchar(token)) handle_setopt(handle, xoauth2_bearer = token, httpauth = 64L)
  reply <- curl_fetch_memory(paste0(url, "/v1/evaluate"), handle)
  answer <- fromJSON(rawToChar(reply$content))
  if (reply$status_code != 200) {
    stop(structure(class = c("problem", "error", "condition"),
                   list(message = answer$detail, hint = answer$errors$hint, call = NULL)))
  }
  answer
}

# A number as JSON with all of its digits; jsonlite alone would round it to 15.
exact <- function(x) structure(formatC(x, digits = 17, format = "g"), class = "json")

# The fewest digits that read back to the same number, at each number of a tensor.
text <- function(value) {
  data <- if (is.list(value)) value$data else value
  digits <- function(x) {
    if (!is.numeric(x)) return(as.character(x))
    for (n in 15:17) if (as.numeric(formatC(x, digits = n, format = "g")) == x) break
    formatC(x, digits = n, format = "g")
  }
  if (is.null(data)) "none" else vapply(data, digits, "")
}

arguments <- commandArgs(trailingOnly = TRUE)
expr <- if (length(arguments) > 0) arguments[1] else "(sin(x) + x**2) / log(x)"
x <- if (length(arguments) > 1) as.numeric(arguments[2]) else 2

tryCatch({
  answer <- evaluate(list(expr = expr, inputs = list(x = exact(x))))
  cat("value   ", text(answer$outputs$out), "\n")
  cat("gradient", text(answer$gradients$x), "\n")
}, problem = function(problem) {
  cat("error   ", problem$message, "\n", file = stderr())
  cat("hint    ", problem$hint, "\n", file = stderr())
  quit(status = 1)
}, error = function(error) {
  cat("error   ", conditionMessage(error), "\n", file = stderr())
  quit(status = 1)
})
