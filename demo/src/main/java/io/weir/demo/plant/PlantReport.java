package io.weir.demo.plant;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a plant has done since its start. Every message is in {@code sent}, in one of {@code mqtt} and {@code kafka}, in one
 * of the families, and in at most one of {@code malformed}, {@code late} and {@code outOfOrder}.
 *
 * @param last whether the plant has ended: nothing changes any more
 * @param sent handed to a client
 * @param acked taken by a broker, each counted once; equals {@code sent} at the end unless a broker was away for long
 * @param failed given up
 * @param late so old that it belongs to windows that have closed
 * @param outOfOrder older than its neighbours, but not late
 * @param behindMs how far sending lies behind its schedule
 */
public record PlantReport(
        boolean last,
        double seconds,
        long sent,
        long acked,
        long failed,
        long mqtt,
        long kafka,
        long press,
        long pump,
        long cell,
        long room,
        long malformed,
        long late,
        long outOfOrder,
        long behindMs) {
    private static final Pattern MEMBER = Pattern.compile("\"([a-z_]+)\":(-?[0-9.]+|true|false)");

    /** One line, without its end. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"last\":%b,\"seconds\":%.3f,\"sent\":%d,\"acked\":%d,\"failed\":%d,\"mqtt\":%d,\"kafka\":%d,"
                        + "\"press\":%d,\"pump\":%d,\"cell\":%d,\"room\":%d,"
                        + "\"malformed\":%d,\"late\":%d,\"out_of_order\":%d,\"behind_ms\":%d}",
                last,
                seconds,
                sent,
                acked,
                failed,
                mqtt,
                kafka,
                press,
                pump,
                cell,
                room,
                malformed,
                late,
                outOfOrder,
                behindMs);
    }

    /** Reads what {@link #toJson} wrote; empty when the line is something else. */
    public static Optional<PlantReport> parse(String line) {
        if (!line.startsWith("{\"last\":")) {
            return Optional.empty();
        }
        Map<String, String> members = new HashMap<>();
        Matcher matcher = MEMBER.matcher(line);
        while (matcher.find()) {
            members.put(matcher.group(1), matcher.group(2));
        }
        return Optional.of(new PlantReport(
                Boolean.parseBoolean(members.get("last")),
                Double.parseDouble(members.getOrDefault("seconds", "0")),
                number(members, "sent"),
                number(members, "acked"),
                number(members, "failed"),
                number(members, "mqtt"),
                number(members, "kafka"),
                number(members, "press"),
                number(members, "pump"),
                number(members, "cell"),
                number(members, "room"),
                number(members, "malformed"),
                number(members, "late"),
                number(members, "out_of_order"),
                number(members, "behind_ms")));
    }

    private static long number(Map<String, String> members, String name) {
        return Long.parseLong(members.getOrDefault(name, "0"));
    }
}
