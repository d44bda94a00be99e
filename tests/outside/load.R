# Opens every table of a study with base R's read.csv, with no options, and compares each with the dictionary's types,
# given as lines `file,column,type` on standard input. Usage: Rscript load.R DIRECTORY
directory <- commandArgs(trailingOnly = TRUE)[1]
fields <- read.csv(file("stdin"))
faults <- character()
for (name in unique(fields$file)) {
  path <- file.path(directory, name)
  table <- read.csv(path)
  said <- fields[fields$file == name, ]
  # read.csv makes names of columns with dots and such its own; ours need no change but for dots, which R keeps.
  if (!identical(names(table), said$column)) faults <- c(faults, paste(name, "has other columns in R"))
  if (nrow(table) != length(readLines(path)) - 1) faults <- c(faults, paste(name, "has other rows in R"))
  for (at in seq_len(nrow(said))) {
    column <- table[[said$column[at]]]
    if (is.null(column) || all(is.na(column))) next
    good <- switch(said$type[at], integer = is.numeric(column), number = is.numeric(column), # The tables write true and false, as pandas, polars and DuckDB read them; read.csv keeps those words.
      boolean = is.logical(column) || all(column %in% c("true", "false")), TRUE)
    if (!good) faults <- c(faults, paste(name, said$column[at], "is", class(column), "in R, not", said$type[at]))
  }
}
cat(length(unique(fields$file)), "tables\n")
cat(faults, sep = "\n")
quit(status = if (length(faults) > 0) 1 else 0)
