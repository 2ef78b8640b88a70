package io.weir.demo.plant;

import io.weir.demo.plant.Message.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All devices of one transport, and whose turn it is. The same seed and the same times give the same messages. One thread.
 */
final class Fleet {
    /** One entry per family and unit of its share: the families in turn. */
    private final List<Turn> turns = new ArrayList<>();

    private final Json json = new Json();
    private final SplittableRandom random;
    private int next;

    /** The devices of a family, each in its turn; shared by all entries of the family. */
    private static final class Turn {
        final Device[] devices;
        int next;

        Turn(Device[] devices) {
            this.devices = devices;
        }

        /** The next device that is not silent; the next one all the same when every one is. */
        Device device(long nowMs) {
            for (int tried = 0; tried < devices.length; tried++) {
                Device device = devices[next];
                next = (next + 1) % devices.length;
                if (!device.silent(nowMs)) {
                    return device;
                }
            }
            return devices[next];
        }
    }

    Fleet(Family.Transport transport, long seed) {
        random = new SplittableRandom(seed ^ transport.name().hashCode());
        for (Family family : Family.values()) {
            if (family.transport() == transport) {
                Device[] devices = new Device[family.devices()];
                for (int i = 0; i < devices.length; i++) {
                    devices[i] = Device.create(family, i, random.split(), json);
                }
                Turn turn = new Turn(devices);
                for (int i = 0; i < family.share(); i++) {
                    turns.add(turn);
                }
            }
        }
    }

    /** The message that is due at a time, epoch ms. */
    Message next(long dueMs) {
        Device device = turns.get(next).device(dueMs);
        next = (next + 1) % turns.size();
        device.perhapsFallSilent(dueMs);
        Kind kind = Mischief.kind(random);
        long timeMs = Mischief.eventTimeMs(kind, dueMs, random);
        json.sentAt(dueMs);
        byte[] payload = device.payload(timeMs);
        return kind == Kind.MALFORMED
                ? Mischief.spoil(device, timeMs, payload, random)
                : device.message(kind, device.topic(), payload);
    }
}
