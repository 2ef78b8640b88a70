package io.weir.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deliveries between their arrival and their acknowledgement. A delivery is handed to the journals once nothing of it is
 * in an open batch any more; the journals run what was handed over when it is durable. Called by the source's thread,
 * but for the counts.
 */
final class Acknowledger {
    private final IngestJournals journals;
    private final Runnable afterAcknowledge;
    private final ArrayDeque<Entry> pending = new ArrayDeque<>();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private record Entry(Delivery delivery, long number, int messages, long bytes) {}

    /** @param afterAcknowledge runs on the commit thread after each acknowledgement */
    Acknowledger(IngestJournals journals, Runnable afterAcknowledge) {
        this.journals = journals;
        this.afterAcknowledge = afterAcknowledge;
    }

    /** A delivery with messages has been taken in. */
    void add(Delivery delivery, long number, long byteCount) {
        pending.add(new Entry(delivery, number, delivery.messageCount(), byteCount));
        messages.addAndGet(delivery.messageCount());
        bytes.addAndGet(byteCount);
    }

    /** Everything of the deliveries before this number has been appended. */
    void appendedBefore(long number) {
        Entry first = pending.peek();
        if (first == null || first.number >= number) {
            return;
        }
        List<Entry> appended = new ArrayList<>(4);
        while (first != null && first.number < number) {
            appended.add(pending.remove());
            first = pending.peek();
        }
        journals.afterDurable(() -> acknowledge(appended));
    }

    private void acknowledge(List<Entry> durable) {
        for (Entry entry : durable) {
            entry.delivery.acknowledge();
            messages.addAndGet(-entry.messages);
            bytes.addAndGet(-entry.bytes);
        }
        afterAcknowledge.run();
    }

    /** How many messages are not durable; any thread. */
    long messagesInFlight() {
        return messages.get();
    }

    /** How many bytes of payload are not durable; any thread. */
    long bytesInFlight() {
        return bytes.get();
    }
}
