package io.weir.config.bind;

import io.weir.config.DecodeConfig;
import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.PayloadConfig;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.config.PayloadPath;
import io.weir.config.RowRules;
import io.weir.config.StreamConfig;
import io.weir.config.TimeBounds;
import io.weir.config.TimeConfig;
import io.weir.config.ValueOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One entry of {@code streams}. */
final class StreamBinder {
    static final Duration DEFAULT_OUT_OF_ORDERNESS = Duration.ofSeconds(5);
    static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);
    static final Duration DEFAULT_MAX_FUTURE = Duration.ofHours(1);

    private static final int MAX_FIELDS = 256;
    private static final Duration MAX = Duration.ofDays(3660);
    private static final List<String> KEYS = Stream.concat(
                    Stream.of(
                            "inputs",
                            "decode",
                            "decompress",
                            "unknown",
                            "key",
                            "time",
                            "fields",
                            "out_of_orderness",
                            "idle_timeout",
                            "min_time",
                            "max_past",
                            "max_future",
                            "journal"),
                    RuleBinder.KEYS.stream())
            .toList();
    private static final List<String> LATER = List.of("unpack", "max_keys");
    private final Ids ids;
    private final DecodeBinder decode;

    /** @param folder from which relative paths are taken */
    StreamBinder(Ids ids, Path folder) {
        this.ids = ids;
        this.decode = new DecodeBinder(folder);
    }

    Optional<StreamConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section stream = opened.get();
        Optional<List<String>> inputs =
                stream.readRequired("inputs", "[plant]", it -> Lists.read(it, "[plant]", false, this::source));
        DecodeConfig format = stream.read("decode", decode::bind).orElse(new DecodeConfig.Json());
        PayloadConfig payload = payload(stream, format);
        KeyTemplate key = stream.read("key", Templates::key).orElseGet(() -> defaultKey(format));
        Optional<TimeConfig> time = stream.read("time", it -> TimeBinder.bind(it, format.timeUnit()))
                .or(() -> format.ownTime().map(path -> new TimeConfig(path, format.timeUnit())));
        Optional<List<FieldConfig>> fields = stream.readRequired("fields", "{ temp: double }", StreamBinder::fields);
        Duration lag = stream.duration("out_of_orderness", DEFAULT_OUT_OF_ORDERNESS, Duration.ZERO, MAX);
        Duration idle = stream.duration("idle_timeout", DEFAULT_IDLE_TIMEOUT, Duration.ZERO, MAX);
        TimeBounds bounds = bounds(stream);
        String journal = stream.read("journal", ids::journal).orElse(Names.READINGS);
        RowRules rules = new RuleBinder(fields.orElse(List.of())).bind(stream);
        if (stream.failed() || inputs.isEmpty() || fields.isEmpty()) {
            return Optional.empty();
        }
        StreamConfig bound =
                new StreamConfig(id, inputs.get(), payload, key, time, fields.get(), lag, idle, bounds, journal, rules);
        return PathChecks.check(stream, bound) ? Optional.of(bound) : Optional.empty();
    }

    private static KeyTemplate defaultKey(DecodeConfig format) {
        ValueOrigin topic = new ValueOrigin.Topic();
        ValueOrigin origin = format.ownKey()
                .map(path -> (ValueOrigin) new ValueOrigin.Payload(path))
                .orElse(topic);
        String text = format.ownKey().map(PayloadPath::toString).orElse("{topic}");
        return new KeyTemplate(text, List.of(new KeyTemplate.Part.Value(origin)));
    }

    private Optional<String> source(Element element) {
        Optional<String> id = element.text("the id of a source");
        return id.filter(it -> Names.checkReference(element, it, "source", ids.sources()));
    }

    private static PayloadConfig payload(Section stream, DecodeConfig format) {
        Map<String, Unknown> words = new LinkedHashMap<>();
        for (Unknown unknown : Unknown.values()) {
            words.put(unknown.name().toLowerCase(Locale.ROOT), unknown);
        }
        Unknown unknown = stream.read("unknown", it -> it.oneOf(words, List.of("null", "count")))
                .orElse(Unknown.IGNORE);
        if (stream.has("unknown") && !format.hasUnknownMembers()) {
            stream.problem(
                    "unknown",
                    "is only for json, msgpack, cbor, avro and protobuf, not for " + format.type() + "; remove it");
        }
        return new PayloadConfig(format, unknown, stream.read("decompress", DecodeBinder::envelope));
    }

    private static TimeBounds bounds(Section stream) {
        Instant min = stream.read("min_time", TimeBinder::instant).orElse(TimeBounds.DEFAULT_MIN);
        Optional<Duration> maxPast =
                StorageBinder.limit(stream, "max_past", Optional.empty(), it -> it.duration(Duration.ZERO, MAX));
        return new TimeBounds(min, maxPast, stream.duration("max_future", DEFAULT_MAX_FUTURE, Duration.ZERO, MAX));
    }

    private static Optional<List<FieldConfig>> fields(Element element) {
        Optional<List<Element.Entry>> entries = element.entries(", for example { temp: double, rpm: long }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (entries.get().isEmpty() || entries.get().size() > MAX_FIELDS) {
            return element.problem("has " + entries.get().size() + " fields; expected 1 to " + MAX_FIELDS
                    + ", for example temp: double");
        }
        List<FieldConfig> fields = new ArrayList<>();
        for (Element.Entry entry : entries.get()) {
            boolean named = Names.checkColumn(entry, element.problems());
            FieldBinder.bind(entry).filter(field -> named).ifPresent(fields::add);
        }
        return fields.size() == entries.get().size() ? Optional.of(fields) : Optional.empty();
    }
}
