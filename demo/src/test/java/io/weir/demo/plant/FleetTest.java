package io.weir.demo.plant;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.demo.plant.Family.Transport;
import io.weir.demo.plant.Message.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FleetTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final int COUNT = 200_000;
    private static final Pattern TIME = Pattern.compile("^\\{\"(?:ts\":(\\d+)|time\":\"([^\"]+)\")");

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldSendTheSameForTheSameSeed(Transport transport) {
        assertThat(texts(messages(transport, 7, 1_000))).isEqualTo(texts(messages(transport, 7, 1_000)));
        assertThat(texts(messages(transport, 7, 1_000))).isNotEqualTo(texts(messages(transport, 8, 1_000)));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldKeepItsPromisesAboutTime(Transport transport) {
        List<Message> messages = messages(transport, 1, COUNT);
        for (int i = 0; i < COUNT; i++) {
            Message message = messages.get(i);
            if (message.kind() == Kind.MALFORMED) {
                continue;
            }
            long age = due(i) - eventTime(message);
            switch (message.kind()) {
                case ON_TIME -> assertThat(age).isZero();
                case OUT_OF_ORDER -> assertThat(age).isBetween(1L, 300L);
                case LATE -> assertThat(age).isBetween(20_000L, 40_000L);
                case MALFORMED -> throw new AssertionError();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldSendEveryKindInItsShare(Transport transport) {
        Map<Kind, Integer> kinds = new HashMap<>();
        messages(transport, 2, COUNT).forEach(m -> kinds.merge(m.kind(), 1, Integer::sum));
        assertThat(kinds.get(Kind.OUT_OF_ORDER)).isCloseTo((int) (COUNT * 0.05), Offset.offset(1_000));
        assertThat(kinds.get(Kind.LATE)).isCloseTo((int) (COUNT * 0.001), Offset.offset(70));
        assertThat(kinds.get(Kind.MALFORMED)).isCloseTo((int) (COUNT * 0.002), Offset.offset(100));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldLetEveryDeviceSpeakAndFallSilent(Transport transport) {
        Map<String, Long> lastMs = new HashMap<>();
        Map<String, Long> longestMs = new HashMap<>();
        List<Message> messages = messages(transport, 3, COUNT);
        for (int i = 0; i < COUNT; i++) {
            String device = messages.get(i).device();
            long due = due(i);
            Long last = lastMs.put(device, due);
            if (last != null) {
                longestMs.merge(device, due - last, Math::max);
            }
        }
        int devices = 0;
        for (Family family : Family.values()) {
            devices += family.transport() == transport ? family.devices() : 0;
        }
        assertThat(longestMs).hasSize(devices);
        assertThat(longestMs.values()).anyMatch(ms -> ms > 2_000).allMatch(ms -> ms < 30_000);
    }

    /** One message a millisecond. */
    private static long due(int i) {
        return START_MS + i;
    }

    private static List<Message> messages(Transport transport, long seed, int count) {
        Fleet fleet = new Fleet(transport, seed);
        List<Message> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(fleet.next(due(i)));
        }
        return messages;
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(m -> m.topic() + " " + m.text()).toList();
    }

    private static long eventTime(Message message) {
        Matcher matcher = TIME.matcher(message.text());
        assertThat(matcher.find()).as(message.text()).isTrue();
        String number = matcher.group(1);
        return number != null
                ? Long.parseLong(number)
                : Instant.parse(matcher.group(2)).toEpochMilli();
    }
}
