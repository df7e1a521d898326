/**
 * What stage and console call and iOS 15 or Chromium 90 lack: imported before anything else. The phone's page goes without
 * these functions instead, and its own check sees to that.
 */
import "core-js/actual/array/at";
import "core-js/actual/array/find-last";
import "core-js/actual/array/to-reversed";
import "core-js/actual/array/to-sorted";
import "core-js/actual/array/to-spliced";
import "core-js/actual/object/has-own";
import "core-js/actual/string/at";
