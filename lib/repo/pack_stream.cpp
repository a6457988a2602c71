#include "repo/pack_stream.h"

#define ZLIB_CONST  // it only reads what it compresses
#include <zlib.h>

#include "repo/index_format.h"

namespace sage {
namespace {

constexpr std::size_t largest = std::size_t{1} << 31;  // zlib counts in 32 bits

}  // namespace

struct PackStream::Deflater : z_stream {
  Deflater() : z_stream{} {
    if (::deflateInit(this, Z_DEFAULT_COMPRESSION) != Z_OK)
      throw Error(ErrorKind::internal, "cannot start to compress a pack");
  }
  ~Deflater() { ::deflateEnd(this); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
};

PackStream::PackStream(std::size_t objects) : deflater_(std::make_unique<Deflater>()) {
  out_ = "PACK";
  index_format::append_number(out_, 2);
  index_format::append_number(out_, static_cast<std::uint32_t>(objects));
}

PackStream::~PackStream() = default;

/// The size's lowest four bits beside the type, then seven in each byte; the highest bit says that
/// one more follows.
void PackStream::add(git_object_t type, std::string_view data) {
  if (data.size() > largest)
    throw Error(ErrorKind::internal, format("cannot pack an object of {} bytes", data.size()));
  std::size_t left = data.size() >> 4;
  unsigned byte = static_cast<unsigned>(type) << 4 | (data.size() & 15);
  for (; left > 0; left >>= 7) {
    out_ += static_cast<char>(byte | 128);
    byte = left & 127;
  }
  out_ += static_cast<char>(byte);
  deflate(data);
}

void PackStream::deflate(std::string_view data) {
  ::deflateReset(deflater_.get());
  const std::size_t begin = out_.size();
  const auto room = ::deflateBound(deflater_.get(), data.size());
  out_.resize(begin + room);
  deflater_->next_in = reinterpret_cast<const Bytef*>(data.data());
  deflater_->avail_in = static_cast<uInt>(data.size());
  deflater_->next_out = reinterpret_cast<Bytef*>(out_.data() + begin);
  deflater_->avail_out = static_cast<uInt>(room);
  if (::deflate(deflater_.get(), Z_FINISH) != Z_STREAM_END)
    throw Error(ErrorKind::internal, "cannot compress an object");
  out_.resize(out_.size() - deflater_->avail_out);
}

std::string PackStream::finish() && {
  out_ += index_format::checksum_of(out_);
  return std::move(out_);
}

}  // namespace sage
