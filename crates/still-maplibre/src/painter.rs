//! maplibre-rs 0.0.3, held the way that works.
//!
//! Its style is not that of the specification: a layer names its `source_layer` with an underscore, has one colour, and
//! its place in the depth order is a field that no style can set; layers left at 0 are not drawn at all.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use maplibre::context::MapContext;
use maplibre::headless::HeadlessPlugin;
use maplibre::headless::environment::HeadlessEnvironment;
use maplibre::headless::map::HeadlessMap;
use maplibre::headless::window::HeadlessMapWindowConfig;
use maplibre::io::apc::SchedulerAsyncProcedureCall;
use maplibre::kernel::{Kernel, KernelBuilder};
use maplibre::platform::http_client::ReqwestHttpClient;
use maplibre::platform::scheduler::TokioScheduler;
use maplibre::plugin::Plugin;
use maplibre::render::graph::RenderGraph;
use maplibre::render::resource::Head;
use maplibre::render::settings::{Backends, RendererSettings, WgpuSettings};
use maplibre::render::{RenderPlugin, RenderStageLabel, Renderer};
use maplibre::schedule::Schedule;
use maplibre::style::Style;
use maplibre::tcs::system::{System, SystemContainer};
use maplibre::tcs::world::World;
use maplibre::vector::{DefaultVectorTransferables, VectorPlugin};
use maplibre::window::{MapWindowConfig, WindowSize};
use tokio::runtime::Runtime;

use crate::wire::{HeaderLayer, Request};

/// What the systems share with their painter: the style of the next picture, and the pixels of the last one.
#[derive(Clone)]
struct Shared {
    style: Rc<RefCell<Style>>,
    pixels: Rc<RefCell<Vec<u8>>>,
}

/// A renderer of squares of one size.
pub struct Painter {
    runtime: Runtime,
    map: HeadlessMap,
    shared: Shared,
}

impl Painter {
    /// Looks for a Vulkan driver and prepares it.
    pub fn new(side: u32) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
        let style = style(&[])?;
        let shared = Shared { style: Rc::new(RefCell::new(style.clone())), pixels: Rc::default() };
        let map = runtime.block_on(prepared(side, style, &shared))?;
        Ok(Self { runtime, map, shared })
    }

    /// The square of a request as RGBA, row by row.
    pub fn paint(&mut self, request: &Request) -> Result<Vec<u8>, String> {
        let layers = &request.header.layers;
        self.shared.style.replace(style(layers)?);
        self.shared.pixels.borrow_mut().clear();
        let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
        let tessellated = self.runtime.block_on(self.map.process_tile(request.tile.clone(), &names));
        self.map.render_tile(tessellated);
        let pixels = self.shared.pixels.take();
        if pixels.is_empty() { Err("nothing was drawn".to_owned()) } else { Ok(pixels) }
    }
}

/// A style of fills, one a layer.
fn style(layers: &[HeaderLayer]) -> Result<Style, String> {
    let fill = |layer: &HeaderLayer| serde_json::json!({"id": layer.name, "type": "fill", "source_layer": layer.name, "paint": {"fill-color": layer.colour}});
    let layers: Vec<serde_json::Value> = layers.iter().map(fill).collect();
    let json = serde_json::json!({"version": 8, "name": "ground", "metadata": {}, "sources": {}, "layers": layers});
    let mut style: Style = serde_json::from_value(json).map_err(|error| error.to_string())?;
    for (layer, index) in style.layers.iter_mut().zip(1..) {
        layer.index = index;
    }
    Ok(style)
}

async fn prepared(side: u32, style: Style, shared: &Shared) -> Result<HeadlessMap, String> {
    let window = || WindowSize::new(side, side).map(HeadlessMapWindowConfig::new).ok_or("a square of no pixels");
    let kernel = KernelBuilder::new()
        .with_map_window_config(window()?)
        .with_http_client(ReqwestHttpClient::new(None))
        .with_apc(SchedulerAsyncProcedureCall::new(TokioScheduler::new()))
        .with_scheduler(TokioScheduler::new())
        .build();
    let settings = WgpuSettings { backends: Some(Backends::VULKAN), ..WgpuSettings::default() };
    let renderer = Renderer::initialize_headless(&window()?.create(), settings, RendererSettings::default()).await;
    let renderer = renderer.map_err(|error| format!("no Vulkan driver: {error:?}"))?;
    let plugins: Vec<Box<dyn Plugin<HeadlessEnvironment>>> = vec![
        Box::new(RenderPlugin::default()),
        Box::new(VectorPlugin::<DefaultVectorTransferables>::default()),
        // Copies the drawn square to where it can be read; `true` would write files.
        Box::new(HeadlessPlugin::new(false)),
        Box::new(Bridge(shared.clone())),
    ];
    HeadlessMap::new(style, renderer, kernel, plugins).map_err(|_| "maplibre could not be started".to_owned())
}

/// Puts the style in and takes the pixels out.
struct Bridge(Shared);

impl Plugin<HeadlessEnvironment> for Bridge {
    fn build(&self, schedule: &mut Schedule, _: Rc<Kernel<HeadlessEnvironment>>, _: &mut World, _: &mut RenderGraph) {
        schedule.add_system_to_stage(RenderStageLabel::Prepare, SystemContainer::new(SetStyle(self.0.clone())));
        schedule.add_system_to_stage(RenderStageLabel::Cleanup, SystemContainer::new(TakePixels(self.0.clone())));
    }
}

struct SetStyle(Shared);

impl System for SetStyle {
    fn name(&self) -> Cow<'static, str> {
        "set_style".into()
    }

    fn run(&mut self, context: &mut MapContext) {
        context.style = self.0.style.borrow().clone();
    }
}

struct TakePixels(Shared);

impl System for TakePixels {
    fn name(&self) -> Cow<'static, str> {
        "take_pixels".into()
    }

    fn run(&mut self, context: &mut MapContext) {
        let surface = context.renderer.resources.surface();
        let Head::Headless(head) = surface.head() else { return };
        let (width, height) = (surface.size().width() as usize * 4, surface.size().height() as usize);
        let slice = head.map_async(&context.renderer.device);
        let view = slice.get_mapped_range();
        let mut pixels = self.0.pixels.borrow_mut();
        // Rows are padded to what the driver likes.
        for row in view.chunks(head.bytes_per_row().get() as usize).take(height) {
            pixels.extend_from_slice(&row[..width]);
        }
        drop(view);
        head.unmap();
    }
}
