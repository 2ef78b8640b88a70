package io.weir.appliance.cli;

import io.weir.config.Durations;
import io.weir.model.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time on the command line: ISO-8601 with a zone, epoch milliseconds, {@code now}, or relative to now
 * ({@code -15m}).
 *
 * @param nanos epoch nanoseconds
 */
record TimeArgument(long nanos) {

    static TimeArgument parse(String text, Instant now) {
        try {
            if (text.equals("now")) {
                return new TimeArgument(EventTime.ofInstant(now));
            }
            if (text.matches("-?\\d+")) {
                return new TimeArgument(EventTime.ofInstant(Instant.ofEpochMilli(Long.parseLong(text))));
            }
            Optional<Duration> back = text.startsWith("-") ? Durations.parse(text.substring(1)) : Optional.empty();
            if (back.isPresent()) {
                return new TimeArgument(EventTime.ofInstant(now.minus(back.get())));
            }
            return new TimeArgument(EventTime.parseIso(text));
        } catch (DateTimeException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no time: write 2026-11-22T10:00:00Z, epoch"
                    + " milliseconds, now, or how long ago as -15m");
        }
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<TimeArgument> {
        @Override
        public TimeArgument convert(String text) {
            return parse(text, Instant.now());
        }
    }
}
