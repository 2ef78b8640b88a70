package io.weir.ingest;

import io.weir.config.DecodeConfig;
import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.PayloadConfig;
import io.weir.config.PayloadPath;
import io.weir.config.RowRules;
import io.weir.config.StreamConfig;
import io.weir.config.TimeBounds;
import io.weir.config.TimeConfig;
import io.weir.config.TimePattern;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.model.FieldType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stream configurations for tests. */
public final class Streams {
    private final List<FieldConfig> fields = new ArrayList<>();
    private KeyTemplate key = topicKey(1);
    private Optional<TimeConfig> time = Optional.of(new TimeConfig(path("ts"), TimeUnitConfig.MS));
    private String id = "press";
    private List<String> inputs = List.of("plant");
    private Duration idleTimeout = Duration.ZERO;
    private Duration outOfOrderness = Duration.ofSeconds(1);

    private PayloadConfig payload = PayloadConfig.JSON;
    private Instant minTime = Instant.EPOCH;
    private Optional<Duration> maxPast = Optional.empty();
    private RowRules rules = RowRules.NONE;

    public static Streams stream() {
        return new Streams();
    }

    /** Fields seq (long), temp (double), line ($.loc.line, long), on (bool), name (string), at (timestamp). */
    public static Streams usual() {
        return stream()
                .field("seq", FieldType.LONG, "seq")
                .field("temp", FieldType.DOUBLE, "temp")
                .field("line", FieldType.LONG, "loc", "line")
                .field("on", FieldType.BOOL, "on")
                .field("name", FieldType.STRING, "name")
                .field("at", FieldType.TIMESTAMP, "at");
    }

    public Streams id(String value) {
        id = value;
        return this;
    }

    public Streams inputs(String... sources) {
        inputs = List.of(sources);
        return this;
    }

    public Streams decode(DecodeConfig format) {
        payload = new PayloadConfig(format, payload.unknown(), payload.envelope());
        return this;
    }

    public Streams unknown(PayloadConfig.Unknown value) {
        payload = new PayloadConfig(payload.format(), value, payload.envelope());
        return this;
    }

    public Streams envelope(PayloadConfig.Envelope value) {
        payload = new PayloadConfig(payload.format(), payload.unknown(), Optional.of(value));
        return this;
    }

    public Streams bounds(Instant min, Optional<Duration> past) {
        minTime = min;
        maxPast = past;
        return this;
    }

    public Streams time(TimePattern pattern, String... path) {
        time = Optional.of(new TimeConfig(path(path), TimeUnitConfig.MS, Optional.of(pattern)));
        return this;
    }

    public Streams idleTimeout(Duration value) {
        idleTimeout = value;
        return this;
    }

    public Streams field(String name, FieldType type, String... path) {
        return field(name, type, new ValueOrigin.Payload(path(path)));
    }

    public Streams field(String name, FieldType type, ValueOrigin origin) {
        fields.add(new FieldConfig(name, type, origin, TimeUnitConfig.MS));
        return this;
    }

    public Streams key(KeyTemplate value) {
        key = value;
        return this;
    }

    public Streams time(TimeUnitConfig unit, String... path) {
        time = Optional.of(new TimeConfig(path(path), unit));
        return this;
    }

    public Streams arrivalTime() {
        time = Optional.empty();
        return this;
    }

    public Streams rules(RowRules value) {
        rules = value;
        return this;
    }

    public StreamConfig build() {
        return new StreamConfig(
                id,
                inputs,
                payload,
                key,
                time,
                fields,
                outOfOrderness,
                idleTimeout,
                new TimeBounds(minTime, maxPast, Duration.ofHours(1)),
                "readings",
                rules);
    }

    public static KeyTemplate topicKey(int level) {
        return new KeyTemplate(
                "{topic." + level + "}", List.of(new KeyTemplate.Part.Value(new ValueOrigin.TopicLevel(level))));
    }

    public static KeyTemplate payloadKey(String... path) {
        return new KeyTemplate(
                path(path).toString(), List.of(new KeyTemplate.Part.Value(new ValueOrigin.Payload(path(path)))));
    }

    public static PayloadPath path(String... names) {
        return new PayloadPath(List.of(names));
    }
}
