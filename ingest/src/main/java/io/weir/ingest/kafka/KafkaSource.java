package io.weir.ingest.kafka;

import io.weir.config.KafkaSourceConfig;
import io.weir.ingest.Delivery;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Stub. */
public final class KafkaSource implements Source {
    public KafkaSource(KafkaSourceConfig config, ResumePositions positions, Duration linger) {
        throw new UnsupportedOperationException(config.id() + positions + linger);
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public Flux<Delivery> deliveries() {
        return Flux.never();
    }

    @Override
    public SourceStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
