// The last error of each thread.
#include <cstring>
#include <string>

#include "shim.h"

namespace {
thread_local std::string last_error;
thread_local bool has_error = false;
}

void ts_remember_exception() noexcept {
    try {
        try {
            throw;
        } catch (const c10::Error& e) {
            last_error = e.what_without_backtrace();
        } catch (const std::exception& e) {
            last_error = e.what();
        } catch (...) {
            last_error = "libtorch threw something that is not an exception";
        }
        has_error = true;
    } catch (...) {
        // Out of memory while copying the message: an error without text.
        last_error.clear();
        has_error = true;
    }
}

// The message of this thread's last failed call, or null if none failed since the last time it was asked.
TS_API const char* ts_error() {
    if (!has_error) return nullptr;
    has_error = false;
    return last_error.c_str();
}

TS_API const char* ts_torch_version() { return TORCH_VERSION; }
