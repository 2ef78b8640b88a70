package io.weir.config.bind;

import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.RowRules;
import io.weir.config.StreamConfig;
import io.weir.config.StreamConfig.Decode;
import io.weir.config.TimeConfig;
import io.weir.config.ValueOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                            "key",
                            "time",
                            "fields",
                            "out_of_orderness",
                            "idle_timeout",
                            "max_future",
                            "journal"),
                    RuleBinder.KEYS.stream())
            .toList();
    private static final List<String> LATER = List.of("unpack", "max_keys");
    private static final List<String> LATER_DECODERS = List.of(
            "csv",
            "avro",
            "protobuf",
            "sparkplug",
            "cbor",
            "msgpack",
            "raw",
            "text",
            "xml",
            "lines",
            "influx",
            "binary",
            "senml",
            "number");

    private final Ids ids;

    StreamBinder(Ids ids) {
        this.ids = ids;
    }

    Optional<StreamConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section stream = opened.get();
        Optional<List<String>> inputs =
                stream.readRequired("inputs", "[plant]", it -> Lists.read(it, "[plant]", false, this::source));
        Decode decode = stream.read("decode", it -> it.oneOf(Map.of("json", Decode.JSON), LATER_DECODERS))
                .orElse(Decode.JSON);
        KeyTemplate key = stream.read("key", Templates::key)
                .orElse(new KeyTemplate("{topic}", List.of(new KeyTemplate.Part.Value(new ValueOrigin.Topic()))));
        Optional<TimeConfig> time = stream.read("time", StreamBinder::time);
        Optional<List<FieldConfig>> fields = stream.readRequired("fields", "{ temp: double }", StreamBinder::fields);
        Duration lag = stream.duration("out_of_orderness", DEFAULT_OUT_OF_ORDERNESS, Duration.ZERO, MAX);
        Duration idle = stream.duration("idle_timeout", DEFAULT_IDLE_TIMEOUT, Duration.ZERO, MAX);
        Duration maxFuture = stream.duration("max_future", DEFAULT_MAX_FUTURE, Duration.ZERO, MAX);
        String journal = stream.read("journal", ids::journal).orElse(Names.READINGS);
        RowRules rules = new RuleBinder(fields.orElse(List.of())).bind(stream);
        if (stream.failed() || inputs.isEmpty() || fields.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StreamConfig(
                id, inputs.get(), decode, key, time, fields.get(), lag, idle, maxFuture, journal, rules));
    }

    private Optional<String> source(Element element) {
        Optional<String> id = element.text("the id of a source");
        return id.filter(it -> Names.checkReference(element, it, "source", ids.sources()));
    }

    private static Optional<TimeConfig> time(Element element) {
        if (element.isText()) {
            return Templates.path(element).map(path -> new TimeConfig(path, FieldBinder.DEFAULT_UNIT));
        }
        return Section.open(element, List.of("path", "unit"), List.of("format", "zone", "topic"))
                .flatMap(time -> {
                    var path = time.readRequired("path", "$.ts", Templates::path);
                    var unit = time.read("unit", FieldBinder::unit).orElse(FieldBinder.DEFAULT_UNIT);
                    return time.failed() ? Optional.empty() : path.map(it -> new TimeConfig(it, unit));
                });
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
