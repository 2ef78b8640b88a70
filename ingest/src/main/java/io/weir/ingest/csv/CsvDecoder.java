package io.weir.ingest.csv;

import io.weir.config.DecodeConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.Utf8;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. CSV (RFC 4180): a row for each record. Lines end with LF or CRLF; empty lines and a byte order mark at the
 * front are no part of the data. An empty value is null, an empty value in quotes is the empty text. A record must have
 * as many values as there are columns. Allocates nothing for a message whose header is that of the message before.
 */
public final class CsvDecoder implements Decoder {
    private static final int[] NO_TARGETS = {};

    private final RowWriter writer;
    private final CsvScanner scanner;
    private final CsvColumns columns;
    private final boolean header;

    public CsvDecoder(StreamConfig stream, DecodeConfig.Csv config) {
        writer = new RowWriter(stream);
        scanner = new CsvScanner((byte) config.delimiter(), config.trim());
        columns = new CsvColumns(writer.targets());
        header = config.header();
        if (!config.columns().isEmpty()) {
            columns.fix(config.columns().stream()
                    .map(it -> it.getBytes(StandardCharsets.UTF_8))
                    .toList());
        }
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        if (!Utf8.isValid(payload, offset, length)) {
            writer.reject(Reason.INVALID_UTF8, "the payload is not UTF-8");
            return writer.endMessage();
        }
        int mark = hasMark(payload, offset, length) ? 3 : 0;
        scanner.start(payload, offset + mark, length - mark);
        if (!header || readHeader(payload)) {
            readRows();
        }
        return writer.endMessage();
    }

    private static boolean hasMark(byte[] payload, int offset, int length) {
        return length >= 3
                && payload[offset] == (byte) 0xef
                && payload[offset + 1] == (byte) 0xbb
                && payload[offset + 2] == (byte) 0xbf;
    }

    /** Reads the first record as the names of the columns; false if there is none, or a bad one. */
    private boolean readHeader(byte[] payload) {
        if (!scanner.nextRecord()) {
            writer.reject(Reason.INVALID_CSV, "the payload is empty, expected a header");
            return false;
        }
        int from = scanner.position();
        boolean known = columns.isFixed();
        int stop = known ? -1 : columns.endOfKnown(payload, from, scanner.end());
        if (stop >= 0) {
            scanner.skipTo(stop);
            return true;
        }
        if (!known) {
            columns.begin();
        }
        boolean more = true;
        while (more) {
            more = scanner.nextValue();
            if (scanner.problem() != null) {
                columns.forget();
                return invalid(String.valueOf(scanner.problem()));
            }
            if (!known && !columns.add(scanner.bytes(), scanner.from(), scanner.length())) {
                String twice = columns.duplicate();
                columns.forget();
                writer.reject(Reason.DUPLICATE_MEMBER, "column \"" + twice + "\" stands twice in the header");
                return false;
            }
        }
        if (!known) {
            columns.complete(payload, from, scanner.position());
        }
        return true;
    }

    private boolean invalid(String why) {
        writer.line(scanner.line());
        writer.reject(Reason.INVALID_CSV, why);
        return false;
    }

    private void readRows() {
        int rows = 0;
        while (!writer.isOver() && scanner.nextRecord()) {
            rows++;
            if (!readRow()) {
                return;
            }
        }
        if (rows == 0 && !writer.isOver()) {
            writer.reject(Reason.INVALID_CSV, "the payload has no record");
        }
    }

    private boolean readRow() {
        int line = scanner.line();
        writer.line(line);
        writer.startRow();
        int column = 0;
        boolean more = true;
        while (more) {
            more = scanner.nextValue();
            if (scanner.problem() != null) {
                return invalid(String.valueOf(scanner.problem()));
            }
            int[] targets = column < columns.count() ? columns.targets(column) : NO_TARGETS;
            if (targets.length > 0 && !(scanner.length() == 0 && !scanner.isQuoted())) {
                for (int target : targets) {
                    writer.text(target, scanner.bytes(), scanner.from(), scanner.length());
                }
            }
            column++;
        }
        if (column != columns.count()) {
            writer.line(line);
            writer.reject(
                    Reason.INVALID_CSV,
                    "found " + column + (column == 1 ? " value" : " values") + ", expected one for each of "
                            + columns.count() + " columns");
            return false;
        }
        writer.endRow();
        return true;
    }

    @Override
    public boolean isFull() {
        return writer.isFull();
    }

    @Override
    public String detail() {
        return writer.detail();
    }
}
