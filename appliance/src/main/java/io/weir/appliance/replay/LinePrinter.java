package io.weir.appliance.replay;

import io.weir.appliance.replay.RowColumns.Column;
import io.weir.model.RowBatch;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A line for people: when the row came, of which stream or pipeline, its key, and {@code name=value} of what is not null. Long
 * texts are cut, control characters replaced: they would break lines, or command the terminal.
 */
public final class LinePrinter extends ColumnPrinter {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NAME_WIDTH = 16;
    private static final int MAX_TEXT = 100;

    private final Writer out;
    private String name = "";

    /** Prints to a stream, which the caller closes. */
    public LinePrinter(OutputStream out) {
        super(RowColumns.all());
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    void begin(RowBatch batch, int row, List<Column> printed) throws IOException {
        String of = batch.schema().name();
        out.write(CLOCK.format(Instant.EPOCH.plusNanos(batch.arrivals()[row])));
        out.write("  ");
        out.write(of);
        out.write(" ".repeat(Math.max(1, NAME_WIDTH - of.length())));
    }

    @Override
    void name(String column, int index) {
        name = column;
    }

    @Override
    void nothing() {
        // Left out.
    }

    private void write(String value) throws IOException {
        out.write(' ');
        out.write(name);
        out.write('=');
        out.write(value);
    }

    @Override
    void real(double value) throws IOException {
        write(Double.toString(value));
    }

    @Override
    void whole(long value) throws IOException {
        write(Long.toString(value));
    }

    @Override
    void bool(boolean value) throws IOException {
        write(Boolean.toString(value));
    }

    @Override
    void time(String value) throws IOException {
        write(value);
    }

    @Override
    void text(String value) throws IOException {
        StringBuilder shown = new StringBuilder();
        value.codePoints()
                .limit(MAX_TEXT)
                .map(c -> Character.isISOControl(c) ? (c < 0x20 ? 0x2400 + c : 0xfffd) : c)
                .forEach(shown::appendCodePoint);
        boolean isCut = value.codePointCount(0, value.length()) > MAX_TEXT;
        boolean isQuoted = shown.isEmpty() || shown.indexOf(" ") >= 0;
        write((isQuoted ? "'" + shown + "'" : shown) + (isCut ? "…" : ""));
    }

    @Override
    void end() throws IOException {
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
