package io.weir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacedCommandsTest {
    private final List<String> sent = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1000;
    private final PacedCommands commands = new PacedCommands((topic, payload) -> sent.add(topic), () -> now);

    private void publish(String topic) {
        commands.publish(topic, new byte[0]);
    }

    @Test
    void shouldSendOneToEachTopicInAnInterval() {
        publish("a");
        publish("b");
        publish("a");
        now += PacedCommands.INTERVAL_NANOS - 1;
        publish("a");
        assertThat(sent).containsExactly("a", "b");
        now++;
        publish("a");
        publish("a");
        assertThat(sent).containsExactly("a", "b", "a");
    }

    @Test
    void shouldSendOneInTheIntervalOfWhoAsksWhoeverWasTheLast() {
        Commands hasty = commands.every(Duration.ofSeconds(1));
        publish("a");
        hasty.publish("a", new byte[0]);
        now += TimeUnit.SECONDS.toNanos(1);
        hasty.publish("a", new byte[0]);
        assertThat(sent).containsExactly("a", "a");
        now += PacedCommands.INTERVAL_NANOS - 1;
        publish("a");
        assertThat(sent).hasSize(2);
        now++;
        publish("a");
        assertThat(sent).hasSize(3);
    }

    @Test
    void shouldKeepNoMoreTopicsThanItMay() {
        for (int i = 0; i < PacedCommands.MAX_TOPICS + 10; i++) {
            publish("t" + i);
        }
        assertThat(sent).hasSize(PacedCommands.MAX_TOPICS);
        now += PacedCommands.INTERVAL_NANOS;
        publish("late");
        assertThat(sent).endsWith("late");
    }
}
