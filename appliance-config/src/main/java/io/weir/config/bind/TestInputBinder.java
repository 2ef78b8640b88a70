package io.weir.config.bind;

import io.weir.config.FieldConfig;
import io.weir.config.StreamConfig;
import io.weir.config.unittest.TestInput;
import io.weir.model.EventTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happens to one stream in a unit test, from above to below. Where the file does not say when something arrives, it
 * arrives when its event time says, but not before what stands above it.
 */
final class TestInputBinder {
    private static final List<String> MESSAGE =
            List.of("topic", "payload", "payload_base64", "arrival", "partition", "properties");
    private static final Duration MAX_IDLE = Duration.ofDays(3660);

    private final StreamConfig stream;
    private OptionalLong lastTime = OptionalLong.empty();
    private OptionalLong clock = OptionalLong.empty();
    private boolean rows;
    private boolean messages;

    TestInputBinder(StreamConfig stream) {
        this.stream = stream;
    }

    Optional<List<TestInput>> bind(Element element) {
        List<TestInput> inputs = new ArrayList<>();
        Optional<List<Element>> items =
                element.items("[{ time: 2026-11-22T10:00:01Z, key: p7, temp: 21.5 }, { idle: 30s }]");
        for (Element item : items.orElse(List.of())) {
            input(item).ifPresent(inputs::add);
        }
        return items.filter(it -> it.size() == inputs.size()).map(it -> inputs);
    }

    private Optional<? extends TestInput> input(Element element) {
        List<String> keys = ConfigBinder.children(Optional.of(element.node())).stream()
                .map(it -> it.key())
                .toList();
        boolean timed = keys.contains("time");
        if (!timed && keys.contains("idle")) {
            return Section.open(element, List.of("idle"), List.of()).flatMap(it -> idle(it, element));
        }
        boolean message = !timed && (keys.contains("payload") || keys.contains("payload_base64"));
        rows |= !message;
        messages |= message;
        if (rows && messages) {
            return element.problem("is a " + (message ? "message" : "row") + ", and above stand "
                    + (message ? "rows" : "messages") + "; give a stream one or the other in a test");
        }
        return message
                ? Section.open(element, MESSAGE, List.of()).flatMap(it -> message(it, element))
                : Section.open(element, rowKeys(), List.of()).flatMap(this::row);
    }

    private List<String> rowKeys() {
        List<String> keys = new ArrayList<>(List.of("time", "key"));
        stream.fields().forEach(it -> keys.add(it.name()));
        keys.add("arrival");
        if (!keys.contains("partition")) {
            keys.add("partition");
        }
        return keys;
    }

    private Optional<TestInput.Idle> idle(Section section, Element element) {
        Optional<Duration> length = section.read("idle", it -> it.duration(Duration.ofNanos(1), MAX_IDLE));
        if (clock.isEmpty()) {
            return element.problem("nothing has come yet that could cease; put it behind a row or a message");
        }
        length.ifPresent(it -> clock = OptionalLong.of(clock.getAsLong() + it.toNanos()));
        return section.failed() ? Optional.empty() : length.map(TestInput.Idle::new);
    }

    private Optional<TestInput.Row> row(Section section) {
        Optional<Long> time = section.readRequired(
                "time", "2026-11-22T10:00:01Z", it -> TestValues.time(it, lastTime, "the row before"));
        time.ifPresent(it -> lastTime = OptionalLong.of(it));
        Optional<String> key =
                section.readRequired("key", "p7", it -> it.text("which device or series the row belongs to"));
        Map<String, Object> values = new LinkedHashMap<>();
        for (FieldConfig field : stream.fields()) {
            if (section.get(field.name()).filter(it -> !it.isNull()).isPresent()) {
                section.read(field.name(), it -> TestValues.value(it, field.type()))
                        .ifPresent(it -> values.put(field.name(), it));
            }
        }
        long arrival = arrival(section, time.orElse(EventTime.MIN));
        boolean field = stream.fields().stream().anyMatch(it -> it.name().equals("partition"));
        String partition = field ? stream.inputs().get(0) : partition(section);
        return section.failed() || time.isEmpty() || key.isEmpty()
                ? Optional.empty()
                : Optional.of(new TestInput.Row(time.get(), arrival, key.get(), partition, values));
    }

    private Optional<TestInput.Message> message(Section section, Element element) {
        if (stream.payload().format().registry().isPresent()) {
            return element.problem(
                    "stream " + stream.id()
                            + " reads its messages by the schemas of a registry, which a test does not ask; give it rows instead");
        }
        if (section.has("payload") && section.has("payload_base64")) {
            section.problem("payload_base64", "stands beside payload; give one of them");
        }
        if (clock.isEmpty() && !section.has("arrival")) {
            section.problem(
                    "arrival", "is missing: when the first message comes; for example arrival: 2026-11-22T10:00:01Z");
        }
        long arrival = arrival(section, EventTime.MIN);
        Optional<byte[]> payload = section.has("payload_base64")
                ? section.read("payload_base64", TestInputBinder::base64)
                : section.read("payload", TestValues::text).map(it -> it.getBytes(StandardCharsets.UTF_8));
        String topic = section.text("topic", "the topic that it comes on").orElse("test");
        Map<String, String> properties =
                section.read("properties", TestInputBinder::properties).orElse(Map.of());
        String partition = partition(section);
        return section.failed()
                ? Optional.empty()
                : payload.map(it -> new TestInput.Message(arrival, topic, partition, it, properties));
    }

    private String partition(Section section) {
        return section.text("partition", "the input partition that it comes from, for example a")
                .orElse(stream.inputs().get(0));
    }

    /** Moves the clock to where something arrives. */
    private long arrival(Section section, long timeNanos) {
        long before = clock.orElse(EventTime.MIN);
        Optional<Long> said =
                section.read("arrival", it -> TestValues.time(it, clock, "the arrival of what stands before it"));
        if (said.isPresent() && said.get() < before) {
            section.problem(
                    "arrival",
                    "is before " + EventTime.format(before)
                            + ", when what stands above arrives; write a test's input in the order of arrival");
        }
        long arrival = Math.max(before, said.orElse(timeNanos));
        if (arrival != EventTime.MIN) {
            clock = OptionalLong.of(arrival);
        }
        return arrival;
    }

    private static Optional<byte[]> base64(Element element) {
        Optional<String> text = TestValues.text(element);
        try {
            return text.map(it -> Base64.getMimeDecoder().decode(it));
        } catch (IllegalArgumentException e) {
            return element.problem("is not Base64: " + e.getMessage());
        }
    }

    private static Optional<Map<String, String>> properties(Element element) {
        Map<String, String> values = new LinkedHashMap<>();
        Optional<List<Element.Entry>> entries = element.entries(" of names and texts");
        for (Element.Entry entry : entries.orElse(List.of())) {
            TestValues.text(entry.value()).ifPresent(it -> values.put(entry.key(), it));
        }
        return entries.filter(it -> it.size() == values.size()).map(it -> values);
    }
}
