package io.weir.ingest.sparkplug;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Date;
import org.eclipse.tahu.SparkplugInvalidTypeException;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.jspecify.annotations.Nullable;

/** Payloads of an edge node, written by Eclipse Tahu. */
@SuppressWarnings("JavaUtilDate") // Tahu takes no other
public final class Payloads {
    /** 2027-01-15, a minute before the testers' now; milliseconds. */
    public static final long T = 1_799_999_940_000L;

    private Payloads() {}

    public static byte[] of(long sequence, Metric... metrics) {
        SparkplugBPayloadBuilder payload = new SparkplugBPayloadBuilder().setTimestamp(new Date(T));
        if (sequence >= 0) {
            payload.setSeq(sequence);
        }
        for (Metric metric : metrics) {
            payload.addMetric(metric);
        }
        try {
            return new SparkplugBPayloadEncoder().getBytes(payload.createPayload(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A metric by its name. */
    public static Metric named(String name, MetricDataType type, @Nullable Object value) {
        return create(new MetricBuilder(name, type, value).timestamp(new Date(T)));
    }

    /** A metric of a birth that has an alias. */
    public static Metric defined(String name, long alias, MetricDataType type, @Nullable Object value) {
        return defined(name, alias, type, value, T);
    }

    /** The same, of another time. */
    public static Metric defined(String name, long alias, MetricDataType type, @Nullable Object value, long millis) {
        return create(new MetricBuilder(name, type, value).alias(alias).timestamp(new Date(millis)));
    }

    /** A metric by its alias. */
    public static Metric aliased(long alias, MetricDataType type, @Nullable Object value, long millis) {
        return create(new MetricBuilder(alias, type, value).timestamp(new Date(millis)));
    }

    private static Metric create(MetricBuilder metric) {
        try {
            return metric.createMetric();
        } catch (SparkplugInvalidTypeException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
