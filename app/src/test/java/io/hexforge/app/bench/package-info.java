/// Measures Hexforge beside a direct call and an nginx relay: `mvn -Pbench verify`.
@NullMarked
package io.hexforge.app.bench;

import org.jspecify.annotations.NullMarked;
