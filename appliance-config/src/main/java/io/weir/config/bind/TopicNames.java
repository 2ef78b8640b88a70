package io.weir.config.bind;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the protocols allow as the name of a topic. */
final class TopicNames {
    private static final int MAX_MQTT_BYTES = 65_535;
    private static final Pattern KAFKA = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SHARED = Pattern.compile("\\$share/[^/+#]+/.+", Pattern.DOTALL);

    private TopicNames() {}

    /** An MQTT topic filter (MQTT 5.0, section 4.7). */
    static Optional<String> mqttFilter(Element element) {
        Optional<String> filter = element.text("a topic filter, for example \"plant/+/press/#\"");
        if (filter.isEmpty()) {
            return filter;
        }
        if (filter.get().getBytes(StandardCharsets.UTF_8).length > MAX_MQTT_BYTES
                || filter.get().indexOf('\0') >= 0) {
            return element.problem(
                    "is longer than " + MAX_MQTT_BYTES + " bytes or contains U+0000; shorten the filter");
        }
        String[] levels = filter.get().split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].contains("#") && (levels[i].length() > 1 || i < levels.length - 1)) {
                return element.problem("is " + element.shown()
                        + "; '#' stands for all further levels and must be the last one, as in plant/#");
            }
            if (levels[i].contains("+") && levels[i].length() > 1) {
                return element.problem(
                        "is " + element.shown() + "; '+' stands for one whole level, as in plant/+/press");
            }
        }
        if (levels[0].equals("$share") && !SHARED.matcher(filter.get()).matches()) {
            return element.problem(
                    "is " + element.shown() + "; expected a shared subscription as $share/group/plant/#");
        }
        return filter;
    }

    /** The name of a Kafka topic. */
    static Optional<String> kafka(Element element) {
        Optional<String> name = element.text("the name of a topic, for example cell-readings");
        if (name.isPresent()
                && (!KAFKA.matcher(name.get()).matches()
                        || name.get().equals(".")
                        || name.get().equals(".."))) {
            return element.problem("is " + element.shown()
                    + "; expected the name of one topic (letters, digits, '.', '_', '-'; at most 249), no pattern");
        }
        return name;
    }
}
