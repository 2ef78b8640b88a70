package io.weir.ingest.mqtt;

import io.weir.brokers.LocalCa;
import io.weir.config.BatchConfig;
import io.weir.config.Location;
import io.weir.config.MqttSourceConfig;
import io.weir.config.MqttSourceConfig.Version;
import io.weir.config.MqttSourceConfig.Will;
import io.weir.config.StreamConfig;
import io.weir.config.TlsConfig;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.StreamTimes;
import io.weir.model.ByteSize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configurations of MQTT sources for tests, and what runs with them. */
final class MqttConfigs {
    private MqttConfigs() {}

    static MqttSourceConfig of(String url, int qos, int receiveMaximum) {
        return new MqttSourceConfig(
                "plant",
                URI.create(url),
                List.of("plant/#"),
                qos,
                "weir-plant",
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                receiveMaximum,
                ByteSize.ofKiB(64));
    }

    /** QoS 1, with everything that may vary. */
    static MqttSourceConfig of(
            List<URI> urls, Version version, Optional<TlsConfig> tls, Optional<Will> will, Duration keepAlive) {
        return new MqttSourceConfig(
                "plant",
                urls,
                version,
                List.of("plant/#"),
                1,
                "weir-plant",
                Optional.empty(),
                Optional.empty(),
                tls,
                will,
                keepAlive,
                Duration.ofHours(1),
                100,
                ByteSize.ofKiB(256));
    }

    /** Writes the files into a directory, in place of those that are there. */
    static TlsConfig tls(Path directory, LocalCa trusted, LocalCa.Issued own, boolean verifyHostname) {
        Path authority = trusted.writeCertificate(directory.resolve("trusted.pem"));
        return new TlsConfig(
                Optional.of(authority),
                Optional.of(own.writeCertificate(directory.resolve("box.pem"))),
                Optional.of(own.writeKey(directory.resolve("box.key"))),
                Optional.empty(),
                verifyHostname,
                new Location(authority, 1, 1));
    }

    /** Starts to bring what the source delivers into one stream. */
    static Ingest start(MqttSource source, MqttSourceConfig config, StreamConfig stream, FakeJournals journals) {
        Ingest ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(256, Duration.ofMillis(2)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                IngestLimits.of(config));
        ingest.start();
        return ingest;
    }
}
