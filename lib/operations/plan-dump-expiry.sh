#!/bin/sh
# Says what becomes of each run of dumps. A pure function: it reads no clock and touches no bucket.
#
# Input, a line for each run: <run> complete|incomplete <when the bucket took its manifest, or ->
# Output, in the same order:   <run> keep|delete <why> <storage class that it belongs in, or ->
# Times, and names of runs, are written YYYYmmddTHHMMSSZ. Days, months and years are those of UTC.
#
# A run is complete that has its manifest. All ages are counted from the newest complete run, not from today: while
# dumps fail, nothing grows old. Kept are
#   daily    every run of the DAILY days before the newest complete one, and of its own day; incomplete ones too
#   monthly  the first complete run of its month, in that month and the MONTHLY months after it
#   yearly   the first complete run of its year, in that year and the YEARLY years after it
#   newest   the newest complete run, whatever else is said
#   running  an incomplete run that began less than DUMP_DEADLINE seconds ago
# What is no longer daily belongs in YEARLY_CLASS if it is yearly, else in MONTHLY_CLASS, unless it would be deleted in
# less than YEARLY_CLASS_DAYS or MONTHLY_CLASS_DAYS days, which have to be paid for at least. It goes to its last class
# at once: what an archive class holds cannot be copied to another one without being restored.
#
# A run that is later than NOW, or than the bucket's own time of its manifest, means that a clock is wrong. Then there
# is no plan, and the exit status is 3.
#
# Environment: NOW, DUMP_DEADLINE; DAILY, MONTHLY, YEARLY (0: none); the classes and their days, where there are any.
set -eu

# What is not said must not be taken for nothing to keep.
case "$DAILY/$MONTHLY/$YEARLY" in
  *[!0-9/]* | /* | *//* | */ | 0/0/0)
    echo "DAILY, MONTHLY and YEARLY are $DAILY, $MONTHLY and $YEARLY, not three whole numbers, one above 0." >&2
    exit 2
    ;;
esac

LC_ALL=C exec awk -v now="$NOW" -v daily="$DAILY" -v monthly="$MONTHLY" -v yearly="$YEARLY" \
  -v deadline="$DUMP_DEADLINE" \
  -v monthly_class="${MONTHLY_CLASS:--}" -v monthly_days="${MONTHLY_CLASS_DAYS:-0}" \
  -v yearly_class="${YEARLY_CLASS:--}" -v yearly_days="${YEARLY_CLASS_DAYS:-0}" '
  function year(time) { return substr(time, 1, 4) + 0 }
  function month(time) { return year(time) * 12 + substr(time, 5, 2) - 1 }

  # Days since a day long ago. A year begins in March here, so that its last day is the one that comes and goes.
  function day(time,    y, m) {
    y = year(time)
    m = substr(time, 5, 2) - 3
    if (m < 0) { m += 12; y -= 1 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + substr(time, 7, 2)
  }

  function second(time) {
    return day(time) * 86400 + substr(time, 10, 2) * 3600 + substr(time, 12, 2) * 60 + substr(time, 14, 2)
  }

  function first_day_of_month(number) { return day(sprintf("%04d%02d01", int(number / 12), number % 12 + 1)) }

  # Clocks of two machines may differ by some minutes.
  function absurd(run, time, whose) {
    if (time == "-" || second(run) - second(time) <= 600) return 0
    print "run " run " is later than " time ", " whose > "/dev/stderr"
    return 1
  }

  {
    run[NR] = $1
    complete[NR] = $2 == "complete"
    refused += absurd($1, now, "the time of this machine")
    if (complete[NR]) refused += absurd($1, $3, "when the bucket took it")
    if (!complete[NR]) next
    if ($1 > newest) newest = $1
    if (!(month($1) in of_month) || $1 < of_month[month($1)]) of_month[month($1)] = $1
    if (!(year($1) in of_year) || $1 < of_year[year($1)]) of_year[year($1)] = $1
  }

  END {
    if (refused) exit 3
    for (n = 1; n <= NR; n++) {
      if (newest == "") print run[n], "keep", "none-complete", "-"
      else if (complete[n]) plan_complete(run[n])
      else plan_incomplete(run[n])
    }
  }

  function plan_incomplete(run) {
    if (day(newest) - day(run) <= daily) print run, "keep", "incomplete,daily", "-"
    else if (second(now) - second(run) < deadline) print run, "keep", "incomplete,running", "-"
    else print run, "delete", "incomplete", "-"
  }

  function plan_complete(run,    why, class, least, last) {
    if (run == newest) why = why ",newest"
    if (daily > 0 && day(newest) - day(run) <= daily) why = why ",daily"
    class = "-"
    last = 0
    if (monthly > 0 && of_month[month(run)] == run && month(newest) - month(run) <= monthly) {
      last = first_day_of_month(month(run) + monthly + 1)
      class = monthly_class
      least = monthly_days
    }
    if (last) why = why ",monthly"
    if (yearly > 0 && of_year[year(run)] == run && year(newest) - year(run) <= yearly) {
      why = why ",yearly"
      class = yearly_class
      least = yearly_days
      if (last < first_day_of_month((year(run) + yearly + 1) * 12)) {
        last = first_day_of_month((year(run) + yearly + 1) * 12)
      }
    }
    if (why == "") { print run, "delete", "expired", "-"; return }
    if (why ~ /newest|daily/ || last - day(newest) < least) class = "-"
    print run, "keep", substr(why, 2), class
  }
'
