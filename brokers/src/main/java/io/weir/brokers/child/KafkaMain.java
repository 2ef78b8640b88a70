package io.weir.brokers.child;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A single Kafka node. Arguments: its properties file, where its clients reach it, and what its storage is formatted with. */
final class KafkaMain {
    private static final long LIMIT_SECONDS = 25;
    private static final String BLANK = " ";

    private KafkaMain() {}

    /** Formats the data directory if it is new, then runs until SIGTERM or the end of the parent. */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        String bootstrapServers = arguments[1];
        ParentLink.open(line -> answer(bootstrapServers, line));
        List<String> format = new ArrayList<>(List.of(
                "format", "--ignore-formatted", "--cluster-id=" + clusterId(properties), "--config", properties));
        format.addAll(List.of(arguments).subList(2, arguments.length));
        int status = StorageTool.execute(format.toArray(String[]::new), System.err);
        if (status != 0) {
            System.exit(status);
        }
        Kafka.main(new String[] {properties});
    }

    /** The same at every start in a directory, and different from that of other directories. */
    private static String clusterId(String properties) {
        UUID id = UUID.nameUUIDFromBytes(properties.getBytes(StandardCharsets.UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    /** {@code create TOPIC PARTITIONS}, or {@code ensure} where the topic may exist, gives {@code ok} or what was wrong, in one line. */
    private static String answer(String bootstrapServers, String line) {
        String[] words = line.split(BLANK, -1);
        if (words.length != 3 || !(words[0].equals("create") || words[0].equals("ensure"))) {
            return "not understood: " + line;
        }
        Map<String, Object> settings = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            create(admin, words[1], Integer.parseInt(words[2]), words[0].equals("ensure"));
            return "ok";
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            return String.valueOf(e).replace('\n', ' ');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static void create(Admin admin, String topic, int partitions, boolean mayExist)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!mayExist || !(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!led(admin, topic, partitions)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the partitions of " + topic + " have no leader");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static boolean led(Admin admin, String topic, int partitions)
            throws TimeoutException, InterruptedException, ExecutionException {
        try {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return description != null
                    && description.partitions().size() == partitions
                    && description.partitions().stream().allMatch(p -> p.leader() != null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }
}
