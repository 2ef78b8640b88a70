package io.weir.ingest.senml;

import io.weir.config.DecodeConfig.Senml;
import io.weir.config.DecodeConfig.Senml.Encoding;
import io.weir.config.DecodeConfig.Senml.Rows;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.model.RowBatch;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SenML (RFC 8428). Base values are resolved: base name, time, unit, value and sum go on to the records behind them. A
 * time below 2^28 is relative to the arrival of the message, no time is the arrival itself (section 4.5.3).
 *
 * <pre>
 *   [{"bn":"dev7/","bt":1700000000,"n":"temp","v":21.5},{"n":"rpm","v":900},{"n":"temp","t":1,"v":21.6}]
 *
 *   rows: record   $.n        $.bn    $.t          $.v       rows: pivot   $.bn    $.t          $.temp   $.rpm
 *                  dev7/temp  dev7/   1700000000   21.5                    dev7/   1700000000   21.5     900
 *                  dev7/rpm   dev7/   1700000000   900                     dev7/   1700000001   21.6     –
 *                  dev7/temp  dev7/   1700000001   21.6
 * </pre>
 *
 * With {@code pivot}, records in a row with one base name and one time make a row; a value is called by its name without
 * the base name. A record without a value and without a sum only sets base values. Allocates a few objects per record.
 */
public final class SenmlDecoder implements Decoder {
    private static final BigDecimal RELATIVE = BigDecimal.valueOf(1L << 28);
    private static final BigDecimal VERSION = BigDecimal.TEN;

    private final RowWriter writer;
    private final SenmlPack pack;
    private final boolean pivot;
    private final Map<String, int[]> targets = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    // Base values of the pack that is read.
    private String baseName = "";
    private String baseUnit = "";
    private BigDecimal baseTime = BigDecimal.ZERO;
    private BigDecimal baseValue = BigDecimal.ZERO;
    private BigDecimal baseSum = BigDecimal.ZERO;

    // The row that is open, with pivot.
    private boolean open;
    private String rowName = "";
    private BigDecimal rowTime = BigDecimal.ZERO;

    public SenmlDecoder(StreamConfig stream, Senml config) {
        writer = new RowWriter(stream);
        pack = config.encoding() == Encoding.JSON ? new JsonPack() : new CborPack();
        pivot = config.rows() == Rows.PIVOT;
        for (RowWriter.Target target : writer.targets()) {
            String name = String.join(".", target.path().names());
            int[] known = targets.getOrDefault(name, new int[0]);
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = target.index();
            targets.put(name, more);
        }
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        baseName = "";
        baseUnit = "";
        baseTime = BigDecimal.ZERO;
        baseValue = BigDecimal.ZERO;
        baseSum = BigDecimal.ZERO;
        open = false;
        try {
            List<SenmlRecord> records = pack.read(payload, offset, length);
            int rows = 0;
            for (int i = 0; i < records.size() && !writer.isOver(); i++) {
                rows += record(records.get(i), i, message.arrivalNanos()) ? 1 : 0;
            }
            if (rows == 0 && !writer.isOver()) {
                throw new Malformed(Reason.INVALID_SENML, "the pack has no record with a value");
            }
            closeRow();
        } catch (Malformed e) {
            writer.reject(e.reason(), e.detail());
        }
        return writer.endMessage();
    }

    /** Resolves a record and writes it; false if it has no value. */
    private boolean record(SenmlRecord record, int index, long arrivalNanos) throws Malformed {
        bases(record);
        String n = or(record.text("n"), "");
        if (record.values() > 1) {
            throw new Malformed(Reason.INVALID_SENML, "record " + index + " has more than one value");
        }
        if (record.values() == 0 && record.number("s") == null) {
            return false;
        }
        if (baseName.isEmpty() && n.isEmpty()) {
            throw new Malformed(Reason.INVALID_SENML, "record " + index + " has no name");
        }
        BigDecimal time = baseTime.add(or(record.number("t"), BigDecimal.ZERO));
        if (time.compareTo(RELATIVE) < 0) {
            time = time.add(BigDecimal.valueOf(arrivalNanos, 9));
        }
        if (pivot) {
            pivot(record, n, time);
        } else {
            row(record, n, time);
        }
        return true;
    }

    private void bases(SenmlRecord record) throws Malformed {
        baseName = or(record.text("bn"), baseName);
        baseUnit = or(record.text("bu"), baseUnit);
        baseTime = or(record.number("bt"), baseTime);
        baseValue = or(record.number("bv"), baseValue);
        baseSum = or(record.number("bs"), baseSum);
        if (or(record.number("bver"), VERSION).compareTo(VERSION) > 0) {
            throw new Malformed(
                    Reason.INVALID_SENML, "found version " + record.number("bver") + ", expected at most 10");
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private void row(SenmlRecord record, String n, BigDecimal time) {
        writer.startRow();
        text("n", baseName + n);
        text("bn", baseName);
        text("u", or(record.text("u"), baseUnit));
        number("t", time);
        value("v", record);
        text("vs", record.text("vs"));
        text("vd", record.text("vd"));
        bool("vb", record.bool());
        BigDecimal sum = record.number("s");
        number("s", sum == null ? null : sum.add(baseSum));
        number("ut", record.number("ut"));
        writer.endRow();
    }

    private void pivot(SenmlRecord record, String n, BigDecimal time) {
        if (!open || !rowName.equals(baseName) || rowTime.compareTo(time) != 0) {
            closeRow();
            open = true;
            rowName = baseName;
            rowTime = time;
            seen.clear();
            writer.startRow();
            text("bn", baseName);
            number("t", time);
        }
        boolean own = n.equals("bn") || n.equals("t");
        if (own || of(n).length == 0) {
            return;
        }
        if (!seen.add(n) && !writer.isOver()) {
            writer.reject(Reason.DUPLICATE_MEMBER, "\"" + n + "\" stands twice at one time");
        }
        value(n, record);
        text(n, record.text("vs"));
        text(n, record.text("vd"));
        bool(n, record.bool());
    }

    private void closeRow() {
        if (open) {
            writer.endRow();
            open = false;
        }
    }

    private int[] of(String name) {
        return targets.getOrDefault(name, new int[0]);
    }

    private void value(String name, SenmlRecord record) {
        BigDecimal value = record.number("v");
        number(name, value == null ? null : value.add(baseValue));
    }

    private void number(String name, @Nullable BigDecimal value) {
        int[] its = of(name);
        if (value != null && its.length > 0) {
            byte[] bytes = value.toString().getBytes(StandardCharsets.US_ASCII);
            for (int target : its) {
                writer.number(target, bytes, 0, bytes.length);
            }
        }
    }

    private void bool(String name, @Nullable Boolean value) {
        if (value != null) {
            for (int target : of(name)) {
                writer.bool(target, value);
            }
        }
    }

    private void text(String name, @Nullable String value) {
        int[] its = of(name);
        if (value != null && its.length > 0) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            for (int target : its) {
                writer.text(target, bytes, 0, bytes.length);
            }
        }
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
