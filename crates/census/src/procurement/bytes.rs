//! Bytes of a list with some sight ahead, and the way back that a broken row needs.

use std::io::{self, Read};

/// Bytes that one read asks for.
const PIECE: usize = 64 << 10;

pub(super) struct Bytes<R> {
    input: R,
    held: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Bytes<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, held: Vec::new(), at: 0, ended: false }
    }

    /// The byte so many places ahead, without taking it.
    pub(super) fn peek(&mut self, ahead: usize) -> io::Result<Option<u8>> {
        while self.held.len() <= self.at + ahead && !self.ended {
            self.fill()?;
        }
        Ok(self.held.get(self.at + ahead).copied())
    }

    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek(0)?;
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// Puts bytes back in front of what is to come.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.at && self.held[self.at - bytes.len()..self.at] == *bytes {
            self.at -= bytes.len();
            return;
        }
        self.held.splice(..self.at, bytes.iter().copied());
        self.at = 0;
    }

    /// Do these bytes come next?
    pub(super) fn starts_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.peek(bytes.len())?;
        Ok(self.held[self.at..].starts_with(bytes))
    }

    /// The bytes up to the end of the line, which is taken too.
    pub(super) fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        while let Some(byte) = self.next()? {
            line.push(byte);
            if byte == b'\n' {
                break;
            }
        }
        Ok(Some(line).filter(|line| !line.is_empty()))
    }

    /// What comes next, up to this many bytes, without taking it.
    pub(super) fn ahead(&mut self, most: usize) -> io::Result<&[u8]> {
        self.peek(most)?;
        let end = self.held.len().min(self.at + most);
        Ok(&self.held[self.at..end])
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.at >= PIECE {
            self.held.drain(..self.at);
            self.at = 0;
        }
        let length = self.held.len();
        self.held.resize(length + PIECE, 0);
        let read = loop {
            match self.input.read(&mut self.held[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.held.truncate(length + read);
        self.ended = read == 0;
        Ok(())
    }
}
