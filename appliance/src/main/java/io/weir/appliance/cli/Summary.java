package io.weir.appliance.cli;

import io.weir.config.Durations;
import io.weir.config.FileSourceConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.SourceConfig;
import io.weir.config.StorageConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import java.util.stream.Collectors;

/** Says in a few lines what a configuration will do. */
final class Summary {
    private Summary() {}

    static String of(WeirConfig config) {
        StringBuilder text = new StringBuilder();
        line(text, config.file() + " is right.");
        for (SourceConfig source : config.sources().values()) {
            line(text, "source " + source.id() + ": " + describe(source));
        }
        for (StreamConfig stream : config.streams().values()) {
            line(text, "stream " + stream.id() + ": " + describe(stream));
        }
        for (PipelineConfig pipeline : config.pipelines().values()) {
            line(text, "pipeline " + pipeline.id() + ": " + describe(pipeline));
        }
        line(text, "data in " + config.dataDir() + "; " + describe(config.storage()));
        line(
                text,
                config.api().enabled()
                        ? "http://" + config.api().host() + ":" + config.api().port() + "/health and /metrics"
                        : "no HTTP interface");
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }

    private static String describe(SourceConfig source) {
        if (source instanceof MqttSourceConfig mqtt) {
            return "MQTT " + mqtt.version().number() + " at "
                    + mqtt.urls().stream().map(Object::toString).collect(Collectors.joining(" or ")) + ", "
                    + String.join(", ", mqtt.topics()) + ", QoS " + mqtt.qos()
                    + (mqtt.qos() == 0
                            ? " (the broker may drop messages while the appliance is away)"
                            : " (acknowledged when the row is in the journal)");
        }
        if (source instanceof HttpSourceConfig http) {
            return "HTTP" + (http.serverTls().isPresent() ? "S" : "") + " on " + http.host() + ":" + http.port()
                    + (http.token().isPresent() ? ", with a token" : "")
                    + " (answered when the rows are in the journal)";
        }
        if (source instanceof FileSourceConfig file) {
            String reading = switch (file.reading()) {
                case ONCE -> ", read once";
                case FOLLOW -> ", followed";
                case RELOAD -> ", read anew when they change";
            };
            return "files " + String.join(", ", file.paths()) + reading + " (each line exactly once in the journal)";
        }
        KafkaSourceConfig kafka = (KafkaSourceConfig) source;
        return "Kafka at " + kafka.bootstrapServers() + ", " + String.join(", ", kafka.topics())
                + kafka.group().map(group -> ", group " + group).orElse(", fixed partitions")
                + (kafka.tls().isPresent() ? ", TLS" : "")
                + kafka.sasl().map(sasl -> ", SASL " + sasl.mechanism()).orElse("")
                + " (each message exactly once in the journal)";
    }

    private static String describe(StreamConfig stream) {
        return counted(stream.fields().size(), "field") + " from " + String.join(", ", stream.inputs()) + ", key "
                + stream.key().text() + ", time "
                + stream.time()
                        .map(time -> time.path() + " in " + time.unit().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse("of arrival")
                + ", into journal " + stream.journal();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String describe(PipelineConfig pipeline) {
        return pipeline.input()
                + pipeline.where().map(w -> " where " + w.text()).orElse("")
                + (pipeline.groupBy().isEmpty() ? "" : " by " + String.join(", ", pipeline.groupBy()))
                + ", " + pipeline.window().describe() + ", "
                + counted(pipeline.aggregates().size(), "aggregate") + ", into journal " + pipeline.journal();
    }

    private static String describe(StorageConfig storage) {
        return switch (storage.sync().mode()) {
            case GROUP ->
                "acknowledged messages survive the end of the process and a power cut (forced to disk at"
                        + " least every " + Durations.print(storage.sync().maxDelay()) + ")";
            case NONE -> "acknowledged messages survive the end of the process, NOT a power cut (sync mode none)";
        };
    }
}
