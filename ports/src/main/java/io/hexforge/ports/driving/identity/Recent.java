package io.hexforge.ports.driving.identity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A bounded memory of what was used last: two generations, of which the older is forgotten when the younger
/// is full. Safe for concurrent use.
final class Recent<K, V> {
    private final int size;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = Map.of();

    /// @param size how many are certainly remembered; up to twice as many are
    Recent(int size) {
        this.size = size;
    }

    @Nullable
    V get(K key) {
        V value = young.get(key);
        if (value != null) {
            return value;
        }
        V older = old.get(key);
        if (older != null) {
            put(key, older);
        }
        return older;
    }

    void put(K key, V value) {
        if (young.size() >= size) {
            turn();
        }
        young.put(key, value);
    }

    private synchronized void turn() {
        if (young.size() >= size) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
