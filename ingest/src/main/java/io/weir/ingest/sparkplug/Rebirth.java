package io.weir.ingest.sparkplug;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The command with which an edge node is asked for its births: the metric {@code Node Control/Rebirth}, true. */
final class Rebirth {
    private static final String METRIC = "Node Control/Rebirth";
    private static final int BOOLEAN = 11;

    private Rebirth() {}

    /**
     * Its payload.
     *
     * @param millis now, milliseconds since 1970
     */
    static byte[] payload(long millis) {
        try {
            ByteArrayOutputStream metric = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(metric);
            out.writeString(SparkplugReader.NAME, METRIC);
            out.writeUInt64(SparkplugReader.TIMESTAMP, millis);
            out.writeUInt32(SparkplugReader.DATA_TYPE, BOOLEAN);
            out.writeBool(SparkplugReader.BOOLEAN_VALUE, true);
            out.flush();
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            out = CodedOutputStream.newInstance(payload);
            out.writeUInt64(SparkplugReader.PAYLOAD_TIMESTAMP, millis);
            out.writeByteArray(SparkplugReader.PAYLOAD_METRIC, metric.toByteArray());
            out.flush();
            return payload.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
