//! Packed input and output. Output is packed in members (gzip) or frames (zstd) of whole records, so that they can be made by several
//! threads and read one by one.

use std::io::{self, BufRead, Read};

use flate2::{Compress, Crc, FlushCompress, Status};

use crate::format::Compression;

/// Deflate: small enough to keep and fast enough to keep up with the cleaning.
const GZIP_LEVEL: u32 = 3;
/// The default of zstd.
const ZSTD_LEVEL: i32 = 3;
/// A gzip header without name and time, of an unknown system (RFC 1952).
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Reads the unpacked bytes; all members or frames of the file.
pub(crate) fn decoder(
    compression: Compression,
    packed: impl BufRead + Send + 'static,
) -> io::Result<Box<dyn Read + Send>> {
    Ok(match compression {
        Compression::None => Box::new(packed),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
            // 2 GB, as `zstd --long=31` writes it.
            decoder.window_log_max(31)?;
            Box::new(decoder)
        }
    })
}

/// Packs members, one after the other.
pub(crate) struct Compressor {
    compression: Compression,
    deflate: Option<Compress>,
    zstd: Option<zstd::bulk::Compressor<'static>>,
}

impl Compressor {
    pub(crate) fn new(compression: Compression) -> Compressor {
        Compressor {
            compression,
            deflate: None,
            zstd: None,
        }
    }

    pub(crate) fn compression(&self) -> Compression {
        self.compression
    }

    /// Adds one member that holds `bytes`.
    pub(crate) fn pack(&mut self, bytes: &[u8], packed: &mut Vec<u8>) -> io::Result<()> {
        match self.compression {
            Compression::None => packed.extend_from_slice(bytes),
            Compression::Gzip => {
                let deflate = self.deflate.get_or_insert_with(|| {
                    Compress::new(flate2::Compression::new(GZIP_LEVEL), false)
                });
                deflate.reset();
                packed.extend_from_slice(&GZIP_HEADER);
                loop {
                    let done = deflate.total_in() as usize;
                    packed.reserve((bytes.len() - done) / 3 + 512);
                    let status =
                        deflate.compress_vec(&bytes[done..], packed, FlushCompress::Finish)?;
                    if status == Status::StreamEnd {
                        break;
                    }
                }
                let mut crc = Crc::new();
                crc.update(bytes);
                packed.extend_from_slice(&crc.sum().to_le_bytes());
                packed.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            }
            Compression::Zstd => {
                if self.zstd.is_none() {
                    self.zstd = Some(zstd::bulk::Compressor::new(ZSTD_LEVEL)?);
                }
                if let Some(zstd) = &mut self.zstd {
                    packed.extend_from_slice(&zstd.compress(bytes)?);
                }
            }
        }
        Ok(())
    }
}
