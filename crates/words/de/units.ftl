# Quantities. What is passed is already written in the figures of the language, except where a plural asks for
# the number itself ($n of files and uploads).

units-bytes = { $n } B
units-kilobytes = { $n } kB
units-megabytes = { $n } MB
units-gigabytes = { $n } GB
units-terabytes = { $n } TB
units-petabytes = { $n } PB

units-mbit = { $n } Mbit/s
units-gbit = { $n } Gbit/s

units-milliseconds = { $n } ms
units-seconds = { $n } s
units-minutes = { $n } min
# $minutes: two figures.
units-hours = { $hours } h { $minutes } min
units-days = { $days } d { $hours } h

units-percent = { $n } %

units-files =
    { $n ->
        [one] { $n } Datei
       *[other] { $n } Dateien
    }
units-uploads =
    { $n ->
        [one] { $n } Upload
       *[other] { $n } Uploads
    }

units-today = Heute
units-moment = { $day }, { $time }
